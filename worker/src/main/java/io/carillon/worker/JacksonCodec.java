package io.carillon.worker;

import io.carillon.worker.task.Codec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Records and their like to JSON and back. Fields that a type does not have are ignored; types are never named in the text. */
public final class JacksonCodec implements Codec {

    private final JsonMapper mapper = JsonMapper.builder().build();

    @Override
    public <T> T read(String json, Class<T> type) {
        try {
            T value = mapper.readValue(json, type);
            if (value == null) {
                throw new IllegalArgumentException("null is not a " + type.getSimpleName());
            }
            return value;
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
