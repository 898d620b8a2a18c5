package io.carillon.client;

import io.carillon.model.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a schedule would fire, or a job will.
 *
 * @param warnings where the clocks change, up to the last of the fires
 * @param description the schedule in words; null for a job, which may have several
 */
public record Preview(
        List<Instant> fires,
        List<Warning> warnings,
        @Nullable String description) {

    public Preview {
        fires = List.copyOf(fires);
        warnings = List.copyOf(warnings);
    }

    /**
     * A fire that may surprise who reads it by the wall clock.
     *
     * @param kind {@code afterGap}, {@code lostInGap}, {@code firstOfTwo} or {@code secondOfTwo}
     */
    public record Warning(Instant instant, String kind, String text) {

        private static Warning of(Json json) {
            var fields = Fields.of("warning", json);
            return new Warning(fields.instant("instant"), fields.string("kind"), fields.string("text"));
        }
    }

    static Preview of(Json json) {
        var fields = Fields.of("preview", json);
        List<Warning> warnings =
                fields.items("warnings").stream().map(Warning::of).toList();
        return new Preview(fields.instants("fires"), warnings, fields.stringOrNull("description"));
    }
}
