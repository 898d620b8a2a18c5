package io.carillon.server.rest;

import io.carillon.engine.StoreException;
import io.carillon.engine.log.LogEntry;
import io.carillon.engine.log.LogPage;
import io.carillon.engine.log.LogPosition;
import io.carillon.engine.log.LogQuery;
import io.carillon.engine.log.LogReader;
import io.carillon.model.Token;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a log as it grows, until the run has ended and everything that it said is there. It looks into the database again and again, so it
 * does not matter which node the worker talks to.
 */
final class LogFollow {

    private static final Logger log = LoggerFactory.getLogger(LogFollow.class);

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration LOOK_SELDOM = Duration.ofSeconds(2);

    /** Without anything new for so many looks, it is looked for less often. */
    private static final int QUIET_LOOKS = 10;

    /** What an attempt said last comes within so many looks after its end, unless its worker is gone. */
    private static final int LATE_LOOKS = 8;

    private static final int COMMENT_EVERY_LOOKS = 10;

    private final LogReader logs;
    private final Supplier<Run> run;
    private final LogReader.Bounds bounds;
    private final LogFollowers.Seat seat;
    private @Nullable Token ended;
    private boolean over;
    private int quiet;

    LogFollow(LogReader logs, Supplier<Run> run, LogReader.Bounds bounds, LogFollowers.Seat seat) {
        this.logs = logs;
        this.run = run;
        this.bounds = bounds;
        this.seat = seat;
    }

    void send(LogQuery query, EventStream to) throws IOException {
        try {
            LogQuery rest = query;
            for (boolean goOn = true; goOn; goOn = !seat.pause(quiet < QUIET_LOOKS ? LOOK_EVERY : LOOK_SELDOM)) {
                Run now = run.get();
                heed(now);
                rest = look(rest, to);
                if (isOver(now)) {
                    to.event(
                            "end",
                            Json.object()
                                    .put("state", now.state().status().name())
                                    .build());
                    to.flush();
                    return;
                }
            }
        } catch (StoreException | ApiException gone) {
            // The answer has begun, so all that can be said is nothing more: the reader comes again and asks from
            // there.
            log.debug("event=follow-broken reason=\"{}\"", gone.getMessage());
        } catch (IOException left) {
            log.debug("event=follower-left");
        }
    }

    /** What a run said last comes after its end, however long it had been silent before. */
    private void heed(Run now) {
        if (!over && now.state().status().isFinal()) {
            over = true;
            quiet = 0;
        }
    }

    private LogQuery look(LogQuery query, EventStream to) throws IOException {
        LogQuery rest = query;
        boolean more = true;
        boolean silent = true;
        while (more) {
            LogPage page = logs.read(rest, bounds);
            for (LogEntry entry : page.entries()) {
                to.event(LogAnswer.cursor(entry.position()), "line", LogAnswer.item(entry));
                silent = false;
            }
            LogPosition end = page.end();
            rest = end == null ? rest : rest.after(end);
            ended = page.ended() == null ? ended : page.ended();
            more = page.more();
        }
        quiet = silent ? quiet + 1 : 0;
        if (quiet % COMMENT_EVERY_LOOKS == 1) {
            to.comment();
        }
        to.flush();
        return rest;
    }

    /** The state was read before the lines were. */
    private boolean isOver(Run now) {
        if (!over) {
            return false;
        }
        boolean complete = ended != null && ended.attempt() >= now.handOuts();
        return complete || quiet >= LATE_LOOKS || now.handOuts() == 0;
    }
}
