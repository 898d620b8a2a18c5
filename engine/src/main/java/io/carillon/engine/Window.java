package io.carillon.engine;

import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over some of the live runs in the store: how far memory holds them. It belongs to a band of priorities, or to a tenant or
 * a single job whose runs are too many to be read with everybody else's.
 */
final class Window {

    private final Band band;
    private final @Nullable Tenant tenant;
    private final boolean ofJob;
    private @Nullable JobEntry job;
    private @Nullable Instant after;
    private @Nullable RunId afterId;
    private @Nullable Instant leftFrom;
    private Instant loadedThrough = Instant.MIN;
    private Instant expected = Instant.MAX;
    private @Nullable Instant nextStored;
    private boolean caughtUp;
    private boolean quiet;
    private int passedOver;

    private Window(Band band, @Nullable Tenant tenant, @Nullable JobEntry job) {
        this.band = band;
        this.tenant = tenant;
        this.ofJob = job != null;
        this.job = job;
    }

    static Window of(Band band) {
        return new Window(band, null, null);
    }

    static Window of(JobEntry job, Band band) {
        return new Window(band, null, job);
    }

    /** One of its own for a tenant, which stands where this one stands: as far as this reaches, the tenant's runs are in memory. */
    Window standIn(Tenant forTenant) {
        var window = new Window(band, forTenant, null);
        window.after = after;
        window.afterId = afterId;
        window.leftFrom = leftFrom;
        window.endReading();
        return window;
    }

    Band band() {
        return band;
    }

    /** Whether it belongs to everybody who has no window of their own. */
    boolean isOfBand() {
        return tenant == null && !ofJob;
    }

    /** The tenant that it belongs to, if it does to one. */
    @Nullable
    Tenant tenant() {
        return tenant;
    }

    /** The job that it belongs to, if it does to one. */
    @Nullable
    JobEntry job() {
        return job;
    }

    /** A job that was deleted goes on under another entry as long as runs of it turn up. */
    void goOnWith(JobEntry entry) {
        job = entry;
    }

    /** Everything through this instant is in memory, or in the answer to the read that is under way. */
    Instant loadedThrough() {
        return loadedThrough;
    }

    boolean reaches(Run run) {
        return !instantOf(run).isAfter(loadedThrough);
    }

    /** Whether its runs are all in memory, but for those that are far from due. */
    boolean isWhole() {
        return caughtUp && leftFrom == null;
    }

    /** When it wants to be read so that nothing comes late; {@link Instant#MIN} is at once. */
    Instant dueForReading(Duration loadAhead) {
        if (!caughtUp || wantsLookAhead()) {
            return Instant.MIN;
        }
        if (nextStored == null || leftFrom != null) {
            return loadedThrough.minus(loadAhead.dividedBy(2));
        }
        return nextStored.equals(Instant.MAX) ? Instant.MAX : nextStored.minus(loadAhead);
    }

    /** Whether the last read found nothing, so that it is worth knowing when there will be something. */
    boolean wantsLookAhead() {
        return isOfBand() && isWhole() && quiet && nextStored == null;
    }

    void beginLookingAhead() {
        expected = Instant.MAX;
    }

    /** The store holds nothing of this window before the first run that was found; what was recorded meanwhile counts too. */
    void lookedAhead(List<LoadedRun> found) {
        Instant first =
                found.isEmpty() ? Instant.MAX : instantOf(found.getFirst().run());
        nextStored = first.isBefore(expected) ? first : expected;
    }

    /** A run was recorded behind what this window reaches. */
    void expect(Run run) {
        Instant due = instantOf(run);
        expected = due.isBefore(expected) ? due : expected;
        if (nextStored != null && due.isBefore(nextStored)) {
            nextStored = due;
        }
    }

    /** What the store holds behind this window is not known any more. */
    void forgetWhatFollows() {
        nextStored = null;
        quiet = false;
    }

    /** As long as the store is known to hold nothing, the window moves on without being read. */
    void moveOn(Instant through) {
        if (isWhole() && nextStored != null) {
            Instant end = through.isBefore(nextStored) ? through : justBefore(nextStored);
            if (end.isAfter(loadedThrough)) {
                loadedThrough = end;
                after = end;
                afterId = null;
            }
        }
    }

    /** There is no room: this run waits in the store, and so does every later one until it has been read. */
    void leave(Run run) {
        Instant left = instantOf(run);
        leftFrom = leftFrom == null || left.isBefore(leftFrom) ? left : leftFrom;
        loadedThrough = justBefore(leftFrom);
    }

    /** Begins anew: what the store holds may have changed behind this window's back. */
    void restart() {
        after = null;
        afterId = null;
        caughtUp = false;
        forgetWhatFollows();
    }

    /** A run of this window turned up in the answer to another one's read. */
    void passOver() {
        passedOver++;
    }

    int passedOver() {
        return passedOver;
    }

    @Nullable
    Instant after() {
        return after;
    }

    @Nullable
    RunId afterId() {
        return afterId;
    }

    /** From now on runs through this instant are in memory, or in the answer to the read that begins. */
    void beginReading(Instant through) {
        if (leftFrom != null && after != null && !leftFrom.isAfter(after)) {
            after = justBefore(leftFrom);
            afterId = null;
        }
        loadedThrough = through;
        leftFrom = null;
        forgetWhatFollows();
    }

    /** Everything was read and has found its place. */
    void readThrough(Instant through, boolean foundNothing) {
        after = through;
        afterId = null;
        caughtUp = true;
        quiet = foundNothing;
        endReading();
    }

    /** There is more behind these runs, which have found their place. */
    void readInPart(List<LoadedRun> placed) {
        if (!placed.isEmpty()) {
            Run last = placed.getLast().run();
            after = instantOf(last);
            afterId = last.id();
        }
        caughtUp = false;
        endReading();
    }

    /** The answer is void; what was recorded meanwhile is in memory. */
    void readInVain() {
        if (leftFrom != null) {
            loadedThrough = justBefore(leftFrom);
        }
    }

    private void endReading() {
        Instant reached = after == null ? Instant.MIN : after;
        loadedThrough = leftFrom == null || reached.isBefore(leftFrom) ? reached : justBefore(leftFrom);
    }

    /** Runs of one job are read in the order in which they were scheduled, because the store keeps its lists in that order. */
    private Instant instantOf(Run run) {
        return ofJob ? run.scheduledAt() : run.dueAt();
    }

    /** The step in which instants are stored is a microsecond. */
    private static Instant justBefore(Instant instant) {
        return instant.minus(1, ChronoUnit.MICROS);
    }
}
