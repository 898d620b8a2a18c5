package io.carillon.worker.core;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The stream to a node: when to dial, when to say something, when to give it up. */
final class Connection {

    /** Used until a node says how often it wants to hear something. */
    static final Duration FIRST_INTERVAL = Duration.ofSeconds(2);

    static final int SILENT_INTERVALS = 3;

    private enum Phase {
        NOT_BEGUN,
        WAITING,
        GREETING,
        UP,
        ENDED
    }

    private final Backoff backoff;

    private Phase phase = Phase.NOT_BEGUN;
    private int link;
    private int failures;
    private boolean everUp;
    private Duration interval = FIRST_INTERVAL;
    private Duration retryAt = Duration.ZERO;
    private Duration lastHeard = Duration.ZERO;
    private Duration upSince = Duration.ZERO;
    private Duration nextBeat = Duration.ZERO;
    private long sequence;
    private int beatsUnheard;
    private WorkerEvent.@Nullable Loss announced;

    Connection(Backoff backoff) {
        this.backoff = backoff;
    }

    /** @param number tells the new link from all others */
    void dial(int number, Duration now) {
        phase = Phase.GREETING;
        interval = FIRST_INTERVAL;
        lastHeard = now;
        link = number;
    }

    /** Whether there is no link and it is time for one. */
    boolean isDialDue(Duration now) {
        return phase == Phase.NOT_BEGUN || (phase == Phase.WAITING && now.compareTo(retryAt) >= 0);
    }

    boolean isCurrent(int other) {
        return other == link && (phase == Phase.GREETING || phase == Phase.UP);
    }

    boolean isUp() {
        return phase == Phase.UP;
    }

    boolean isOpen() {
        return isCurrent(link);
    }

    boolean wasEverUp() {
        return everUp;
    }

    int link() {
        return link;
    }

    void hear(Duration now) {
        lastHeard = now;
        beatsUnheard = 0;
    }

    void welcome(Duration now, Duration heartbeat) {
        phase = Phase.UP;
        everUp = true;
        announced = null;
        interval = heartbeat;
        upSince = now;
        nextBeat = now.plus(heartbeat);
    }

    boolean isSilent(Duration now) {
        return isOpen() && hasListened() && now.compareTo(silentAt()) >= 0;
    }

    /** A process that stood still has heard nothing either: it must have been at it for as many beats as the node would have sent. */
    private boolean hasListened() {
        return phase != Phase.UP || beatsUnheard >= SILENT_INTERVALS - 1;
    }

    boolean isBeatDue(Duration now) {
        return isUp() && now.compareTo(nextBeat) >= 0;
    }

    /** Answers with the number of the heartbeat to send. */
    long beat(Duration now) {
        nextBeat = now.plus(interval);
        beatsUnheard++;
        return ++sequence;
    }

    /** Answers whether that is news: a node that stays away in the same manner is mentioned once. */
    boolean lose(Duration now, WorkerEvent.Loss loss) {
        // A node that welcomes and drops its workers in a moment is not one to come back to without a wait.
        if (isUp() && now.minus(upSince).compareTo(Backoff.MAX) >= 0) {
            failures = 0;
        }
        phase = Phase.WAITING;
        retryAt = now.plus(backoff.delay(failures++));
        boolean news = loss != announced;
        announced = loss;
        return news;
    }

    void end() {
        phase = Phase.ENDED;
    }

    /** Whether all that it has to do is to dial again. */
    boolean isWaiting() {
        return phase == Phase.WAITING;
    }

    /** When there is something to do; null if there is nothing. */
    @Nullable
    Duration wakeUp() {
        return switch (phase) {
            case NOT_BEGUN, ENDED -> null;
            case WAITING -> retryAt;
            case GREETING -> silentAt();
            case UP -> !hasListened() || nextBeat.compareTo(silentAt()) < 0 ? nextBeat : silentAt();
        };
    }

    private Duration silentAt() {
        return lastHeard.plus(interval.multipliedBy(SILENT_INTERVALS));
    }
}
