package io.carillon.store;

import io.carillon.engine.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few connections that only read: a bound, and those that are idle. One that failed is closed, and the next reader opens
 * another.
 */
final class Readers implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Readers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SessionSource source;
    private final Dialect dialect;
    private final int size;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    Readers(SessionSource source, Dialect dialect, int size) {
        this.source = source;
        this.dialect = dialect;
        this.size = size;
        this.free = new Semaphore(size, true);
    }

    <T> T read(Session.Work<T> work) {
        await();
        try {
            return readWith(work);
        } catch (SQLException failure) {
            throw new StoreException(dialect.codeOf(failure), "reading failed: " + failure.getMessage(), failure);
        } finally {
            free.release();
        }
    }

    /** Readers that are under way close their connections themselves. */
    @Override
    public void close() {
        closed = true;
        for (Session session = idle.poll(); session != null; session = idle.poll()) {
            discard(session);
        }
    }

    /** A connection that was kept may have lost its server meanwhile, which only shows when it is used. */
    private <T> T readWith(Session.Work<T> work) throws SQLException {
        Session kept = idle.poll();
        if (kept == null) {
            return readWith(source.openReader(), work);
        }
        try {
            return readWith(kept, work);
        } catch (SQLException failure) {
            if (!kept.isLost()) {
                throw failure;
            }
            return readWith(source.openReader(), work);
        }
    }

    private <T> T readWith(Session session, Session.Work<T> work) throws SQLException {
        boolean sound = false;
        try {
            T value = work.with(session);
            sound = true;
            return value;
        } finally {
            giveBack(session, sound);
        }
    }

    private void giveBack(Session session, boolean sound) {
        if (!sound || closed) {
            discard(session);
            return;
        }
        idle.push(session);
        if (closed) {
            close();
        }
    }

    private void await() {
        if (closed) {
            throw new StoreException(StoreException.Code.UNAVAILABLE, "the store is closed");
        }
        try {
            if (!free.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreException(
                        StoreException.Code.UNAVAILABLE,
                        "all " + size + " readers were busy for " + PATIENCE.toSeconds() + " s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    StoreException.Code.UNAVAILABLE, "interrupted while waiting for a reader", interrupted);
        }
    }

    private static void discard(Session session) {
        try {
            session.close();
        } catch (SQLException failure) {
            log.warn("closing a reader's connection failed: {}", failure.getMessage());
        }
    }
}
