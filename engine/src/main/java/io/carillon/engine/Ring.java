package io.carillon.engine;

import java.util.Comparator;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The workers of an app on a circle, each at many points, so that all of them have about the same share of it, and what one leaves
 * behind falls to all others.
 */
final class Ring {

    /** With so many points a worker's share is within a third of the mean, nearly always. */
    static final int POINTS = 128;

    private static final long STEP = 0x9E3779B97F4A7C15L;

    private static final Comparator<Point> ORDER =
            Comparator.comparingLong(Point::at).thenComparing(Point::worker);

    private final TreeMap<Point, WorkerEntry> points = new TreeMap<>(ORDER);

    private record Point(long at, String worker) {}

    void join(WorkerEntry worker) {
        for (int i = 0; i < POINTS; i++) {
            points.put(point(worker, i), worker);
        }
    }

    void leave(WorkerEntry worker) {
        for (int i = 0; i < POINTS; i++) {
            points.remove(point(worker, i), worker);
        }
    }

    /** The first suitable worker at a place or behind it. */
    @Nullable
    WorkerEntry from(long place, Predicate<WorkerEntry> suits) {
        var start = new Point(place, "");
        for (WorkerEntry worker : points.tailMap(start, true).values()) {
            if (suits.test(worker)) {
                return worker;
            }
        }
        for (WorkerEntry worker : points.headMap(start, false).values()) {
            if (suits.test(worker)) {
                return worker;
            }
        }
        return null;
    }

    private static Point point(WorkerEntry worker, int number) {
        return new Point(
                Hashes.mixed(worker.hash() + number * STEP), worker.facts().id().value());
    }
}
