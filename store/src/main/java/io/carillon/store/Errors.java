package io.carillon.store;

import io.carillon.model.json.Json;
import io.carillon.model.run.RunError;

/**
 * Errors of attempts as they are stored. A task may say anything, of any length, and a line that can't be stored must never keep a
 * run from ending: so errors are cut, and kept as JSON, which has an escape for whatever a database refuses in its text.
 */
final class Errors {

    static final int MAX_CODE = 128;
    static final int MAX_MESSAGE = 4 * 1024;
    static final int MAX_DETAIL = 16 * 1024;

    private Errors() {}

    static String write(RunError error) {
        return Json.object()
                .put("code", cut(error.code(), MAX_CODE))
                .put("message", cut(error.message(), MAX_MESSAGE))
                .put("detail", cut(error.detail(), MAX_DETAIL))
                .build()
                .text();
    }

    static RunError read(String text) throws UnreadableRowException {
        if (Json.parse(text) instanceof Json.Obj error) {
            return new RunError(member(error, "code"), member(error, "message"), member(error, "detail"));
        }
        throw new UnreadableRowException("an error is not an object: " + text);
    }

    private static String member(Json.Obj error, String name) throws UnreadableRowException {
        if (error.members().get(name) instanceof Json.Str text) {
            return text.value();
        }
        throw new UnreadableRowException("an error has no " + name);
    }

    /** Never cuts a character that takes two places in half. */
    private static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end);
    }
}
