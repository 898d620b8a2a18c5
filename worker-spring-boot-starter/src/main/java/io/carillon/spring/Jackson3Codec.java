package io.carillon.spring;

import io.carillon.worker.task.Codec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Params and results by the application's own mapper, as Spring Boot 4 has it. */
record Jackson3Codec(JsonMapper mapper) implements Codec {

    @Override
    public <T> T read(String json, Class<T> type) {
        try {
            return mapper.readValue(json, type);
        } catch (JacksonException unreadable) {
            throw new IllegalArgumentException(unreadable.getMessage(), unreadable);
        }
    }

    @Override
    public String write(Object value) {
        try {
            return mapper.writeValueAsString(value);
        } catch (JacksonException unwritable) {
            throw new IllegalArgumentException(unwritable.getMessage(), unwritable);
        }
    }
}
