package io.carillon.worker.task;

/** Turns JSON text into the params of a handler, and its result into JSON text. */
public interface Codec {

    /** Throws {@link IllegalArgumentException}, saying where, if the text does not describe such an object. */
    <T> T read(String json, Class<T> type);

    String write(Object value);
}
