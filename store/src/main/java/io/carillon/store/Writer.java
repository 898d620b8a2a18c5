package io.carillon.store;

import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one connection that changes anything. After any failure it is replaced: nobody knows what state it was left in. */
final class Writer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Writer.class);

    private final SessionSource source;
    private final Dialect dialect;
    private final ReentrantLock turn = new ReentrantLock(true);
    private @Nullable Session session;
    private boolean closed;

    Writer(SessionSource source, Dialect dialect) {
        this.source = source;
        this.dialect = dialect;
    }

    /** How a transaction ended. */
    sealed interface Ending<T> {

        record Done<T>(T value) implements Ending<T> {}

        /** Nothing of it happened. */
        record Undone<T>(SQLException reason) implements Ending<T> {}

        /** The commit was sent, and its answer was a failure. */
        record Doubtful<T>(SQLException reason) implements Ending<T> {}
    }

    <T> Ending<T> transact(Session.Work<T> work) {
        turn.lock();
        try {
            return transactAlone(work);
        } finally {
            turn.unlock();
        }
    }

    /**
     * The same on a new connection, for what a person asks for once and nothing tries again: one that stood idle may be dead, and only its
     * next use would tell.
     */
    <T> Ending<T> transactAfresh(Session.Work<T> work) {
        turn.lock();
        try {
            discard();
            return transactAlone(work);
        } finally {
            turn.unlock();
        }
    }

    /** Waits for the transaction that is under way. */
    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
            discard();
        } finally {
            turn.unlock();
        }
    }

    private <T> Ending<T> transactAlone(Session.Work<T> work) {
        boolean ended = false;
        try {
            Session mine = open();
            mine.execute(dialect.beginWriting());
            T value = work.with(mine);
            Ending<T> ending = commit(mine, value);
            ended = ending instanceof Ending.Done;
            return ending;
        } catch (SQLException failure) {
            return new Ending.Undone<>(failure);
        } finally {
            if (!ended) {
                discard();
            }
        }
    }

    private <T> Ending<T> commit(Session session, T value) {
        try {
            session.execute(dialect.endWriting());
            return new Ending.Done<>(value);
        } catch (SQLException failure) {
            return new Ending.Doubtful<>(failure);
        }
    }

    private Session open() throws SQLException {
        if (closed) {
            throw new SQLException("the store is closed");
        }
        if (session == null) {
            session = source.openWriter();
        }
        return session;
    }

    /** Closing a connection takes back what it did not commit. */
    private void discard() {
        Session old = session;
        session = null;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException failure) {
                log.warn("closing the writer's connection failed: {}", failure.getMessage());
            }
        }
    }
}
