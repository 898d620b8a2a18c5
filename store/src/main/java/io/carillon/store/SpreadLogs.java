package io.carillon.store;

import io.carillon.engine.StoreException;
import io.carillon.engine.log.LogBlock;
import io.carillon.engine.log.LogLimits;
import io.carillon.engine.log.LogQuery;
import io.carillon.engine.log.LogStore;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of each run where the run is. Those of a database that is away are missing afterwards, so that they hold up no others. */
final class SpreadLogs implements LogStore {

    private final List<Site> sites;

    SpreadLogs(List<Site> sites) {
        this.sites = sites;
    }

    @Override
    public void append(List<LogBlock> blocks, LogLimits limits, Instant present) {
        StoreException failure = null;
        for (Site site : sites) {
            List<LogBlock> there = blocks.stream()
                    .filter(block -> site.place().holds(block.run().partition()))
                    .toList();
            if (!there.isEmpty()) {
                StoreException trouble = append(there, limits, present, site);
                failure = trouble == null ? failure : trouble;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable StoreException append(
            List<LogBlock> blocks, LogLimits limits, Instant present, Site site) {
        try {
            site.read(store -> {
                store.logs().append(blocks, limits, present);
                return blocks.size();
            });
            return null;
        } catch (StoreException trouble) {
            return site.trouble().isPresent() ? null : trouble;
        }
    }

    @Override
    public List<LogBlock> read(LogQuery query, int limit) {
        return Site.of(query.run().partition(), sites)
                .read(store -> store.logs().read(query, limit));
    }
}
