package io.carillon.engine;

import io.carillon.model.job.Breaker;
import java.time.Instant;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Lets nothing through for a while when too many of the latest attempts failed, then a single attempt, which decides. The breaker
 * of a new owner begins closed: what was seen before is not written down.
 */
final class BreakerGate extends Gate {

    private final BitSet failures = new BitSet();
    private final Breakers breakers;
    private @Nullable Breaker rule;
    private Note.BreakerState state = Note.BreakerState.CLOSED;
    private Instant openUntil = Instant.MIN;
    private @Nullable LiveRun trial;
    private int oldest;
    private boolean retired;

    BreakerGate(Guarded of, Breakers breakers) {
        super(of);
        this.breakers = breakers;
    }

    /** Its job is gone: from now on it only matters to runs that are left over. */
    void retire() {
        if (!retired) {
            breakers.moved(state, Note.BreakerState.CLOSED);
            retired = true;
        }
    }

    /** Another rule begins with a closed breaker that has seen nothing. */
    void define(@Nullable Breaker next) {
        if (next == null || !next.equals(rule)) {
            rule = next;
            close();
        }
    }

    Note.BreakerState state() {
        return state;
    }

    Instant openUntil() {
        return openUntil;
    }

    /** The attempt that decides, if it is under way. */
    @Nullable
    LiveRun trial() {
        return trial;
    }

    @Nullable
    Breaker rule() {
        return rule;
    }

    /** Of the attempts that it looked at when it last counted, how many failed. */
    int failed() {
        return failures.cardinality();
    }

    int outOf() {
        return rule == null ? 0 : rule.of();
    }

    /** Whether its pause is over, which half-opens it. */
    boolean halfOpens(Instant now) {
        if (state != Note.BreakerState.OPEN || now.isBefore(openUntil)) {
            return false;
        }
        move(Note.BreakerState.HALF_OPEN);
        return true;
    }

    @Override
    int room(Instant now) {
        return switch (state) {
            case CLOSED -> ANY_NUMBER;
            case OPEN -> 0;
            case HALF_OPEN -> trial == null ? 1 : 0;
        };
    }

    @Override
    @Nullable
    Instant opensAt() {
        return state == Note.BreakerState.OPEN ? openUntil : null;
    }

    void handedOut(LiveRun run) {
        if (state == Note.BreakerState.HALF_OPEN) {
            trial = run;
        }
    }

    /** An attempt ended in a way that says nothing, or is another owner's now. */
    void endedWithout(LiveRun run) {
        if (trial == run) {
            trial = null;
        }
    }

    /** Returns whether this changed where the breaker stands. */
    boolean ended(LiveRun run, boolean failed, Instant now) {
        return switch (state) {
            case CLOSED -> count(failed, now);
            case OPEN -> false;
            case HALF_OPEN -> trial == run && decide(failed, now);
        };
    }

    private boolean decide(boolean failed, Instant now) {
        if (failed) {
            open(now);
        } else {
            close();
        }
        return true;
    }

    private boolean count(boolean failed, Instant now) {
        if (rule == null) {
            return false;
        }
        failures.set(oldest, failed);
        oldest = (oldest + 1) % rule.of();
        boolean opens = failures.cardinality() >= tooMany(rule);
        if (opens) {
            open(now);
        }
        return opens;
    }

    /** The share as a number of attempts; what binary fractions lack of a whole one is not a failure more. */
    private static int tooMany(Breaker rule) {
        return Math.max(1, (int) Math.ceil(rule.failureRate() * rule.of() - 1e-9));
    }

    private void open(Instant now) {
        move(Note.BreakerState.OPEN);
        openUntil = rule == null ? now : now.plus(rule.pause());
    }

    private void close() {
        move(Note.BreakerState.CLOSED);
        failures.clear();
        oldest = 0;
    }

    private void move(Note.BreakerState to) {
        if (!retired) {
            breakers.moved(state, to);
        }
        state = to;
        trial = null;
    }
}
