package io.carillon.server.rest;

import io.carillon.model.Namespace;
import io.carillon.model.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/** What the controllers share: JSON answers, pages, and the reading of parameters. */
final class Answers {

    static final int MAX_LIMIT = 200;

    private static final int USUAL_LIMIT = 50;

    private Answers() {}

    static ResponseEntity<String> ok(Json body) {
        return json(HttpStatus.OK, body);
    }

    static ResponseEntity<String> json(HttpStatus status, Json body) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body.text());
    }

    static Json items(List<? extends Json> items) {
        return Json.object().put("items", Json.array(items)).build();
    }

    /**
     * A page of a list.
     *
     * @param rows one more than the limit if there are more
     * @param key names a row for the cursor
     */
    static <T> Json page(List<T> rows, int limit, Function<T, Json> document, Function<T, String> key) {
        var items = new ArrayList<Json>();
        rows.stream().limit(limit).map(document).forEach(items::add);
        var page = Json.object().put("items", Json.array(items));
        if (rows.size() > limit) {
            page.put("next", Cursor.of(key.apply(rows.get(limit - 1))));
        }
        return page.build();
    }

    static int limit(Optional<String> text) {
        return number("limit", text, 1, MAX_LIMIT).orElse(USUAL_LIMIT);
    }

    static Optional<Integer> number(String name, Optional<String> text, int min, int max) {
        return text.map(given -> {
            try {
                int number = Integer.parseInt(given);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException notANumber) {
                // Said below, together with numbers that are out of range.
            }
            throw ApiException.badParameter(
                    name, "expected a number from " + min + " to " + max + ", not '" + given + "'");
        });
    }

    /** A parameter that is true or false; absent is false. */
    static boolean flag(String name, Optional<String> text) {
        String given = text.orElse("false");
        if (!given.equals("true") && !given.equals("false")) {
            throw ApiException.badParameter(name, "expected true or false, not '" + given + "'");
        }
        return given.equals("true");
    }

    static Namespace namespace(String text) {
        return named("namespace", text, Namespace::new);
    }

    /** A name that stands in the address. */
    static <T> T named(String what, String text, Function<String, T> constructor) {
        try {
            return constructor.apply(text);
        } catch (IllegalArgumentException invalid) {
            throw ApiException.badParameter(what, invalid.getMessage() + ": '" + text + "'");
        }
    }

    static Json parse(String body) {
        if (body.isBlank()) {
            throw new ApiException(HttpStatus.BAD_REQUEST, "body-missing", "the request needs a JSON body");
        }
        return Json.parse(body);
    }
}
