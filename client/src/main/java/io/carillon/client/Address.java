package io.carillon.client;

import io.carillon.model.Namespace;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A place below the server's address, escaped part by part: no name can leave its own segment. */
final class Address {

    private final StringBuilder text = new StringBuilder("/api/v1");
    private boolean asked;

    static Address of(String... segments) {
        return new Address().below(segments);
    }

    static Address inNamespace(Namespace namespace, String... segments) {
        return of("namespaces", namespace.value()).below(segments);
    }

    private Address below(String... segments) {
        for (String segment : segments) {
            text.append('/').append(escaped(segment));
        }
        return this;
    }

    /** What to do with the thing at this address. */
    Address verb(String verb) {
        text.append(':').append(verb);
        return this;
    }

    /** Adds a question; one without a value is not asked. */
    Address with(String name, @Nullable Object value) {
        if (value != null) {
            text.append(asked ? '&' : '?').append(name).append('=').append(escaped(value.toString()));
            asked = true;
        }
        return this;
    }

    URI on(URI server) {
        return URI.create(server + text.toString());
    }

    private static String escaped(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
