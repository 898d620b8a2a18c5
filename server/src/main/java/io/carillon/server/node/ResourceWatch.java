package io.carillon.server.node;

import io.carillon.engine.Event;
import io.carillon.engine.Store;
import io.carillon.engine.StoreException;
import io.carillon.gateway.EventSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks now and then whether any node has changed a resource, and tells the engine what all of them are then. It also tells without
 * a change now and then: a change of this node's own may have been fenced out.
 */
final class ResourceWatch {

    private static final Logger log = LoggerFactory.getLogger(ResourceWatch.class);

    private static final int MOST_LOOKS_IN_SILENCE = 60;

    private final Store store;
    private final EventSink sink;
    private long seen;
    private int silentLooks;

    ResourceWatch(Store store, EventSink sink) {
        this.store = store;
        this.sink = sink;
    }

    /** The revision is read first: what changes in between is read again the next time. */
    synchronized void look() {
        try {
            long revision = store.resourceRevision();
            if (revision != seen || ++silentLooks >= MOST_LOOKS_IN_SILENCE) {
                sink.put(new Event.ResourcesRead(store.resources()));
                seen = revision;
                silentLooks = 0;
            }
        } catch (StoreException unreachable) {
            log.debug("event=resources-unread code={}", unreachable.code());
        }
    }
}
