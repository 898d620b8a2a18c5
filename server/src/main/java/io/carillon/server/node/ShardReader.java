package io.carillon.server.node;

import io.carillon.engine.Catalog;
import io.carillon.engine.StoreException;
import io.carillon.gateway.ShardSource;
import io.carillon.model.RunId;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads shards for workers on a thread of its own, one page after the other; who finds too many waiting is told to come again. */
final class ShardReader implements ShardSource, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ShardReader.class);
    private static final int MAX_WAITING = 1_000;
    private static final Duration NO_ROOM = Duration.ofSeconds(1);
    private static final Duration NO_STORE = Duration.ofSeconds(2);

    private final Catalog catalog;
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), Threads.named("carillon-shards"));

    ShardReader(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void read(RunId run, int first, Answer answer) {
        try {
            thread.execute(() -> readNow(run, first, answer));
        } catch (RejectedExecutionException full) {
            answer.notNow(NO_ROOM);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Whatever goes wrong is answered: a worker that hears nothing would wait for ever. */
    private void readNow(RunId run, int first, Answer answer) {
        try {
            answer.are(catalog.shardsFrom(run, first, PAGE));
        } catch (StoreException failing) {
            log.warn("event=shards-not-read run={} reason=\"{}\"", run, failing.getMessage());
            answer.notNow(NO_STORE);
        } catch (RuntimeException bug) {
            log.error("event=shards-not-read run={}", run, bug);
            answer.notNow(NO_STORE);
        }
    }
}
