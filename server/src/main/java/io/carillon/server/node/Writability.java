package io.carillon.server.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database takes what this node writes, told by its latest writes: one that only answers questions is of no use to a
 * scheduler. Tells the log when that changes, and not each time it is tried again.
 */
final class Writability {

    private static final int ONE_LANE = 0;

    private static final Logger log = LoggerFactory.getLogger(Writability.class);

    private final IntPredicate vital;
    private final Kind commits = new Kind("commit");
    private final Kind lease = new Kind("renewal");

    /** @param vital the lanes without which nothing goes on */
    Writability(MeterRegistry registry, IntPredicate vital) {
        this.vital = vital;
        Gauge.builder("carillon.store.writable", this, each -> each.trouble().isEmpty() ? 1 : 0)
                .description("1 while the database takes what this node writes")
                .register(registry);
    }

    /** What fails in several lanes at once has one cause, and one line. */
    private static final class Kind {

        private final String name;
        private final SortedMap<Integer, String> troubles = new TreeMap<>();

        private Kind(String name) {
            this.name = name;
        }

        private synchronized void failed(int lane, String reason) {
            if (!troubles.containsValue(reason)) {
                log.warn("event={}-failed reason=\"{}\"", name, reason);
            }
            troubles.put(lane, reason);
        }

        private synchronized void worked(int lane) {
            if (troubles.remove(lane) != null && troubles.isEmpty()) {
                log.info("event={}-works-again", name);
            }
        }

        private synchronized Optional<String> trouble(IntPredicate lanes) {
            return troubles.entrySet().stream()
                    .filter(lane -> lanes.test(lane.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
    }

    void committed(int lane) {
        commits.worked(lane);
    }

    void commitFailed(int lane, String reason) {
        commits.failed(lane, reason);
    }

    void renewed() {
        lease.worked(ONE_LANE);
    }

    void renewalFailed(String reason) {
        lease.failed(ONE_LANE, reason);
    }

    /** Why the database does not take what is written; empty if it does. */
    Optional<String> trouble() {
        return commits.trouble(vital).or(() -> leaseTrouble());
    }

    /** Why the lease can't be renewed; empty if it can. */
    Optional<String> leaseTrouble() {
        return lease.trouble(_ -> true);
    }

    /** Why one of several databases takes nothing, while the first does; empty if there is none. */
    Optional<String> partialTrouble() {
        return commits.trouble(vital.negate());
    }
}
