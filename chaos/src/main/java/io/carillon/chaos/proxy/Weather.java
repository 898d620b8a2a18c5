package io.carillon.chaos.proxy;

import java.time.Duration;

/** What happens on a line. */
public sealed interface Weather {

    Weather CLEAR = new Clear();

    /** Everything passes. */
    record Clear() implements Weather {}

    /** What is connected is reset, and nobody can connect. */
    record Cut() implements Weather {}

    /** What is connected stays so and gets no answer: bytes in these directions go nowhere. Once it clears, what lost bytes is reset. */
    record Swallowing(boolean there, boolean back) implements Weather {}

    /** Whatever passes is so much later. */
    record Slow(Duration delay) implements Weather {}
}
