package io.carillon.store;

import io.carillon.engine.PartitionStatus;
import io.carillon.engine.StoreException;
import io.carillon.model.job.Resource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of several databases. What all nodes look at each second is answered for it by what it last said while it is away, so that the
 * others go on: who owns what is certain only by the fence in any case, and it holds for as long as nobody can write there.
 */
final class Site {

    private static final Logger log = LoggerFactory.getLogger(Site.class);

    /** Far less than a lease. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final Place place;
    private final JdbcStore store;
    private final Latest<List<PartitionStatus>> partitions;
    private final Latest<Resources> resources;
    private volatile boolean away;
    private Resources known = new Resources(-1, List.of());

    Site(Place place, JdbcStore store) {
        this.place = place;
        this.store = store;
        this.partitions = new Latest<>(store::partitions);
        this.resources = new Latest<>(this::readResources);
    }

    /** @param revision of the latest change that they show */
    record Resources(long revision, List<Resource> all) {}

    Place place() {
        return place;
    }

    JdbcStore store() {
        return store;
    }

    /** Begins to ask for what {@link #partitions} and {@link #resources} tell. */
    void ask() {
        partitions.ask();
    }

    /** Who owned what when it last answered; nothing if it never did. */
    List<PartitionStatus> partitions() {
        List<PartitionStatus> last = partitions.await(PATIENCE).orElse(List.of());
        StoreException trouble = partitions.trouble();
        tell(trouble);
        if (trouble != null && (place.isFirst() || trouble.code() == StoreException.Code.RESTORED)) {
            throw failed(trouble);
        }
        return last;
    }

    /** What takes a while is not begun with a database that did not answer when it was asked last. */
    void requireAnswer() {
        StoreException trouble = partitions.trouble();
        if (trouble != null) {
            throw failed(trouble);
        }
    }

    /** The resources when it last answered; fails if it never did. */
    Resources resources() {
        resources.ask();
        return resources.await(PATIENCE).orElseThrow(() -> failed(resources.trouble()));
    }

    /** The revision is read first: what changes in between is read again the next time. */
    private Resources readResources() {
        long revision = store.resourceRevision();
        if (revision != known.revision()) {
            known = new Resources(revision, store.resources());
        }
        return known;
    }

    private void tell(@Nullable StoreException trouble) {
        if (trouble != null && !away) {
            log.warn("event=database-away reason=\"{}\"", failed(trouble).getMessage());
        } else if (trouble == null && away) {
            log.info("event=database-back database=\"{}\"", place);
        }
        away = trouble != null;
    }

    private StoreException failed(@Nullable StoreException trouble) {
        return trouble == null
                ? new StoreException(StoreException.Code.UNAVAILABLE, place + " has not answered yet")
                : new StoreException(trouble.code(), place + ": " + trouble.getMessage(), trouble);
    }
}
