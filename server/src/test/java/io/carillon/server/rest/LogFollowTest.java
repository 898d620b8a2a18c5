package io.carillon.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.log.LogBlock;
import io.carillon.engine.log.LogLevel;
import io.carillon.engine.log.LogLimits;
import io.carillon.engine.log.LogLine;
import io.carillon.engine.log.LogQuery;
import io.carillon.engine.log.LogReader;
import io.carillon.engine.log.LogStore;
import io.carillon.model.Epoch;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Somebody follows a run that says nothing for long, and something at its end. */
class LogFollowTest {

    private static final RunId RUN = new RunId(7);
    private static final Token TOKEN = new Token(new Epoch(1), 1);
    private static final Instant START = Instant.parse("2027-03-01T12:00:00Z");
    private static final Attempt ATTEMPT = new Attempt(TOKEN, new WorkerId("w-1"), START);
    private static final LogLine LAST_WORDS = new LogLine(1, START, LogLevel.INFO, "", "done after all");

    /** Looks that find the run under way, and of those behind them the one that finds what it said. */
    private static final int SILENT = 30;

    private static final int LATE = 3;

    private int looks;

    /** Keeps what the run has said once it has been looked for often enough. */
    private final class LateLog implements LogStore {

        private final boolean comes;

        LateLog(boolean comes) {
            this.comes = comes;
        }

        @Override
        public void append(List<LogBlock> blocks, LogLimits limits, Instant present) {
            throw new UnsupportedOperationException("nobody says anything here");
        }

        @Override
        public List<LogBlock> read(LogQuery query, int limit) {
            looks++;
            boolean isThere = comes && looks > SILENT + LATE;
            return isThere ? List.of(new LogBlock(RUN, TOKEN, 0, 20, 1, true, List.of(LAST_WORDS))) : List.of();
        }
    }

    private static final class Standing implements LogFollowers.Seat {

        @Override
        public boolean pause(Duration time) {
            return false;
        }

        @Override
        public void close() {}
    }

    @Test
    void what_a_run_says_last_is_waited_for_however_long_it_was_silent() throws Exception {
        assertThat(followed(true)).contains("done after all").endsWith("{\"state\":\"SUCCEEDED\"}\n\n");
    }

    @Test
    void what_never_comes_is_not_waited_for_for_ever() throws Exception {
        assertThat(followed(false)).endsWith("{\"state\":\"SUCCEEDED\"}\n\n");
        assertThat(looks).isGreaterThan(SILENT + LATE).isLessThan(SILENT + 4 * LATE);
    }

    private String followed(boolean comes) throws Exception {
        var out = new ByteArrayOutputStream();
        var reader = new LogReader(new LateLog(comes));
        var bounds = new LogReader.Bounds(null, 100, 10_000);
        new LogFollow(reader, this::run, bounds, new Standing())
                .send(new LogQuery(RUN, null, null), new EventStream(out));
        return out.toString(StandardCharsets.UTF_8);
    }

    private Run run() {
        RunState state = looks < SILENT
                ? new RunState.Working(ATTEMPT, START)
                : new RunState.Succeeded(ATTEMPT, START, START.plusSeconds(60), null);
        return new Run(
                RUN,
                new JobId(7),
                JobKey.of("orders", "nightly"),
                1,
                new Cause.Requested(null),
                START,
                START,
                new Priority(5),
                Json.Obj.EMPTY,
                1,
                0,
                state);
    }
}
