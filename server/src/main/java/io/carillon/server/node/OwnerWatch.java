package io.carillon.server.node;

import io.carillon.engine.Catalog;
import io.carillon.engine.StoreException;
import io.carillon.gateway.peer.Whereabouts;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks who owns what while somebody waits for a partition that changes hands: the beats, a second apart, would be slow to tell. However
 * many wait, there is one look at a time, and a pause before it.
 */
final class OwnerWatch {

    private static final Logger log = LoggerFactory.getLogger(OwnerWatch.class);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Catalog catalog;
    private final ScheduledExecutorService looks;
    private final Whereabouts whereabouts = new Whereabouts(this::request);
    private final AtomicBoolean requested = new AtomicBoolean();

    OwnerWatch(Catalog catalog, ScheduledExecutorService looks) {
        this.catalog = catalog;
        this.looks = looks;
    }

    Whereabouts whereabouts() {
        return whereabouts;
    }

    private void request() {
        if (!looks.isShutdown() && requested.compareAndSet(false, true)) {
            var _ = looks.schedule(this::look, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        requested.set(false);
        try {
            whereabouts.see(whereabouts.view().with(catalog.partitions()));
        } catch (StoreException unreachable) {
            log.debug("event=owners-unread code={}", unreachable.code());
        }
    }
}
