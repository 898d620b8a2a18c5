package io.carillon.store;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rows that could not be read. Each is logged once, however often a list comes by it. */
final class SetAside {

    private static final Logger log = LoggerFactory.getLogger(SetAside.class);
    private static final int MAX_REMEMBERED = 10_000;

    private final AtomicLong count = new AtomicLong();
    private final Set<String> known = new HashSet<>();

    void row(String kind, Object id, UnreadableRowException reason) {
        count.incrementAndGet();
        if (isNew(kind + " " + id)) {
            log.warn("set aside a row that can't be read kind={} id={} reason={}", kind, id, reason.getMessage());
        }
    }

    /** How many times a row was left out. */
    long count() {
        return count.get();
    }

    private synchronized boolean isNew(String name) {
        return known.size() < MAX_REMEMBERED && known.add(name);
    }
}
