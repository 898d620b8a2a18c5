package io.carillon.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Note;
import io.carillon.model.Epoch;
import io.carillon.model.IdSequence;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.SkipReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ObserverTest {

    private static final Instant T0 = Instant.parse("2027-01-01T00:00:00Z");
    private static final Attempt FIRST = new Attempt(new Token(new Epoch(1), 1), new WorkerId("worker-1"), T0);
    private static final Attempt SECOND = new Attempt(new Token(new Epoch(1), 2), new WorkerId("worker-1"), T0);
    private static final IdSequence IDS = new IdSequence(new Partition(0), 0);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Observer observer = new Observer(registry);

    private static Run run(RunState state) {
        long id = IDS.next(T0);
        return new Run(
                new RunId(id),
                new JobId(id),
                JobKey.of("default", "nightly"),
                1,
                new Cause.Fired(0),
                T0,
                T0,
                new Priority(5),
                Json.Obj.EMPTY,
                1,
                0,
                state);
    }

    static Stream<Arguments> ends() {
        Instant end = T0.plusSeconds(3);
        return Stream.of(
                Arguments.of("succeeded", new RunState.Succeeded(FIRST, T0, end, null)),
                Arguments.of("failed", new RunState.Failed(FIRST, T0, end, new RunError("E", "failed"))),
                Arguments.of("cancelled", new RunState.Cancelled(FIRST, T0, end)));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void a_run_that_was_begun_counts_with_how_long_it_took_however_it_ended(String outcome, RunState end) {
        observer.observe(new Note.RunEnded(run(end)));

        assertThat(registry.get("carillon.runs")
                        .tag("outcome", outcome)
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("carillon.run.duration").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(3);
    }

    @Test
    void a_run_that_was_never_begun_took_no_time_that_could_be_measured() {
        observer.observe(new Note.RunEnded(run(new RunState.Cancelled(null, null, T0))));

        assertThat(registry.get("carillon.run.duration").timer().count()).isZero();
    }

    @Test
    void only_the_first_hand_out_is_early_or_late() {
        Run run = run(new RunState.Sent(FIRST));

        observer.observe(new Note.RunHandedOut(run, FIRST, Duration.ofMillis(4), Duration.ofMillis(3)));
        observer.observe(new Note.RunHandedOut(run, SECOND, Duration.ofSeconds(60), Duration.ofMillis(-1)));

        assertThat(registry.get("carillon.fire.lateness").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(4);
        assertThat(registry.get("carillon.run.queue").timer().count()).isEqualTo(2);
        assertThat(registry.get("carillon.run.queue").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(3);
    }

    @Test
    void a_record_that_stands_for_many_fires_counts_them_all() {
        observer.observe(new Note.RunSkipped(
                new RunId(IDS.next(T0)), JobKey.of("default", "nightly"), SkipReason.MISFIRE, 1_000));

        assertThat(registry.get("carillon.skips")
                        .tag("reason", "misfire")
                        .counter()
                        .count())
                .isEqualTo(1_000);
    }
}
