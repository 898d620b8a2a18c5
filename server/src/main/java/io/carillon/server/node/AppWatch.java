package io.carillon.server.node;

import io.carillon.engine.Event;
import io.carillon.engine.Store;
import io.carillon.engine.StoreException;
import io.carillon.gateway.EventSink;
import io.carillon.model.AppName;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks now and then whether any node has heard of an app that this one does not know: its jobs may have their owner here. */
final class AppWatch {

    private static final Logger log = LoggerFactory.getLogger(AppWatch.class);

    private final Store store;
    private final EventSink sink;
    private Set<AppName> seen = Set.of();

    AppWatch(Store store, EventSink sink) {
        this.store = store;
        this.sink = sink;
    }

    synchronized void look() {
        try {
            var apps = new TreeSet<>(store.apps());
            if (!apps.equals(seen)) {
                sink.put(new Event.AppsRead(apps));
                seen = apps;
            }
        } catch (StoreException unreachable) {
            log.debug("event=apps-unread code={}", unreachable.code());
        }
    }
}
