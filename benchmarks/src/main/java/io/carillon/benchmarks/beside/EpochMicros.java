package io.carillon.benchmarks.beside;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as numbers, for peers that hand nothing else on to a run: by the name of its trigger, or as an argument that becomes JSON. */
final class EpochMicros {

    private EpochMicros() {}

    static long of(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
