package io.carillon.client;

import io.carillon.model.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Why a run or an attempt did not succeed.
 *
 * @param detail whatever helps to find the cause, such as a stack trace
 */
public record RunErrorView(
        String code, String message, @Nullable String detail) {

    static @Nullable RunErrorView of(Json.@Nullable Obj json) {
        if (json == null) {
            return null;
        }
        var fields = new Fields("error", json);
        return new RunErrorView(fields.string("code"), fields.string("message"), fields.stringOrNull("detail"));
    }
}
