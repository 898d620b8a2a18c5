package io.carillon.server.rest;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Where a list goes on, as an opaque text: clients hand it back and read nothing into it. */
final class Cursor {

    private Cursor() {}

    static String of(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    static Optional<String> read(Optional<String> cursor) {
        return cursor.map(text -> {
            try {
                return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException foreign) {
                throw ApiException.badParameter("cursor", "it is not one that a list has given");
            }
        });
    }
}
