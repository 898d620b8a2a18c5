package io.carillon.engine;

import io.carillon.model.Namespace;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lines of one priority that compete for the same workers, in start-time fair order: namespaces get equal shares however much each
 * of them has waiting, and within a namespace the first due goes first.
 *
 * <p>Each namespace has a virtual time at which its next run may start; being served puts it on by one. The one with the earliest
 * goes. Whoever comes back after a pause starts at the present, not at where it left off: nobody saves up what others got
 * meanwhile, and nobody gets ahead by coming and going.
 */
final class FairShares {

    private static final int MANY = 64;

    private final Map<Namespace, Share> shares = new HashMap<>();
    private final TreeSet<Share> order = new TreeSet<>(Share::compareStart);
    private long present;

    private static final class Share {

        private final TreeSet<Line> lines = new TreeSet<>(Line.FIRST_DUE);
        private long start;
        private @Nullable Line first;

        private int compareStart(Share other) {
            if (this == other) {
                return 0;
            }
            int byStart = Long.compare(start, other.start);
            return byStart != 0 ? byStart : Line.FIRST_DUE.compare(first(), other.first());
        }

        private Line first() {
            if (first == null) {
                throw new IllegalStateException("a namespace without a line is compared");
            }
            return first;
        }
    }

    void add(Line line) {
        Share share = shares.computeIfAbsent(line.key().namespace(), _ -> new Share());
        if (share.lines.isEmpty()) {
            share.start = Math.max(share.start, present);
        } else {
            order.remove(share);
        }
        share.lines.add(line);
        putInOrder(share);
    }

    void remove(Line line) {
        Share share = shares.get(line.key().namespace());
        if (share == null || !share.lines.contains(line)) {
            return;
        }
        order.remove(share);
        share.lines.remove(line);
        if (!share.lines.isEmpty()) {
            putInOrder(share);
        } else if (shares.size() > MANY + 2 * order.size()) {
            shares.values().removeIf(idle -> idle.lines.isEmpty() && idle.start <= present);
        }
    }

    /** Whether this line waits and no other does. */
    boolean isOf(Line line) {
        return order.size() == 1 && order.first().lines.size() == 1 && order.first().first == line;
    }

    void served(Line line) {
        Share share = shares.get(line.key().namespace());
        if (share != null && !share.lines.isEmpty()) {
            order.remove(share);
            present = Math.max(present, share.start);
            share.start++;
            putInOrder(share);
        }
    }

    int waitingRuns(int atMost) {
        int runs = 0;
        for (Share share : order) {
            runs += Line.runsOf(share.lines, atMost - runs);
            if (runs == atMost) {
                break;
            }
        }
        return runs;
    }

    boolean isEmpty() {
        return order.isEmpty();
    }

    Line first() {
        return order.first().lines.first();
    }

    private void putInOrder(Share share) {
        share.first = share.lines.first();
        order.add(share);
    }
}
