package io.carillon.server.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the database takes what this node writes, told by its latest writes: one that only answers questions is of no use to a
 * scheduler. Tells the log when that changes, and not each time it is tried again.
 */
final class Writability {

    private static final Logger log = LoggerFactory.getLogger(Writability.class);

    private final Kind commits = new Kind("commit");
    private final Kind lease = new Kind("renewal");

    Writability(MeterRegistry registry) {
        Gauge.builder("carillon.store.writable", this, each -> each.trouble().isEmpty() ? 1 : 0)
                .description("1 while the database takes what this node writes")
                .register(registry);
    }

    private static final class Kind {

        private final String name;
        private volatile @Nullable String trouble;

        private Kind(String name) {
            this.name = name;
        }

        private void failed(String reason) {
            if (!reason.equals(trouble)) {
                log.warn("event={}-failed reason=\"{}\"", name, reason);
            }
            trouble = reason;
        }

        private void worked() {
            if (trouble != null) {
                log.info("event={}-works-again", name);
                trouble = null;
            }
        }
    }

    void committed() {
        commits.worked();
    }

    void commitFailed(String reason) {
        commits.failed(reason);
    }

    void renewed() {
        lease.worked();
    }

    void renewalFailed(String reason) {
        lease.failed(reason);
    }

    /** Why the database does not take what is written; empty if it does. */
    Optional<String> trouble() {
        return Optional.ofNullable(commits.trouble).or(() -> Optional.ofNullable(lease.trouble));
    }
}
