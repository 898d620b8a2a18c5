package io.carillon.store;

import io.carillon.engine.Catalog;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.StoreException;
import io.carillon.model.Partition;
import io.carillon.model.job.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of several databases, which may be away while the others are there. Whether it is shows when all are asked each second who owns
 * what; only the first one can't be done without.
 */
final class Site {

    private static final Logger log = LoggerFactory.getLogger(Site.class);

    /** Far less than a lease. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** Less than memory is ahead of now. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(6);

    /** Nothing goes on without the first one, so that one which is slow is waited for as a lone one would be. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

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

    /** Where a partition lies, of all sites in their order. */
    static Site of(Partition partition, List<Site> sites) {
        return sites.get(Place.of(partition, sites.size()));
    }

    Place place() {
        return place;
    }

    JdbcStore store() {
        return store;
    }

    private Duration patience() {
        return place.isFirst() ? LONGEST : PATIENCE;
    }

    /** Begins to ask for what {@link #partitions} and {@link #resources} tell. */
    void ask() {
        partitions.ask();
    }

    /** Who owns what; nothing while it is away. */
    List<PartitionStatus> partitions() {
        Optional<List<PartitionStatus>> told = partitions.await(patience());
        StoreException trouble = partitions.trouble();
        tell(trouble);
        if (trouble != null && (place.isFirst() || trouble.code() == StoreException.Code.RESTORED)) {
            throw failed(trouble);
        }
        return trouble == null ? told.orElse(List.of()) : List.of();
    }

    /**
     * Reads something, and does not begin with that while it is away. Whoever reads of several has one thread for all, which one of them
     * must not keep for as long as a connection may hang.
     */
    <T> T read(Function<JdbcStore, T> question) {
        requireAnswer();
        try {
            return place.isFirst()
                    ? question.apply(store)
                    : Asking.answer(Asking.begin(() -> question.apply(store)), LONGEST_READ);
        } catch (StoreException trouble) {
            throw failed(trouble);
        }
    }

    /** What people read of it: of one that has gone back too, but not of one that is away, where they would wait for nothing. */
    Catalog catalog() {
        StoreException trouble = partitions.trouble();
        if (trouble != null && trouble.code() != StoreException.Code.RESTORED) {
            throw failed(trouble);
        }
        return store.catalog();
    }

    /** Why it did not answer when it was asked last; empty if it did. */
    Optional<String> trouble() {
        return Optional.ofNullable(partitions.trouble())
                .map(trouble -> String.valueOf(failed(trouble).getMessage()));
    }

    /** What takes a while is not begun with a database that did not answer when it was asked last. */
    void requireAnswer() {
        StoreException trouble = partitions.trouble();
        if (trouble != null) {
            throw failed(trouble);
        }
    }

    /** The resources when it last answered; fails if it never did, or if it is the first one and does not now. */
    Resources resources() {
        resources.ask();
        Optional<Resources> last = resources.await(patience());
        if (last.isEmpty() || (place.isFirst() && resources.trouble() != null)) {
            throw failed(resources.trouble());
        }
        return last.get();
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
