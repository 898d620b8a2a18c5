package io.carillon.membership;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A connection that is made when it is needed. One that failed is given up: nobody knows in what state it was left. */
final class Line<C> implements AutoCloseable {

    private final Supplier<C> opening;
    private final Consumer<C> closing;
    private @Nullable C connection;
    private boolean closed;

    Line(Supplier<C> opening, Consumer<C> closing) {
        this.opening = opening;
        this.closing = closing;
    }

    synchronized C get() {
        if (closed) {
            throw new IllegalStateException("the line is closed");
        }
        C known = connection;
        if (known == null) {
            known = opening.get();
            connection = known;
        }
        return known;
    }

    /** Gives a connection up, unless that has been done. */
    synchronized void drop(C failed) {
        if (failed.equals(connection)) {
            connection = null;
            closing.accept(failed);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        C last = connection;
        if (last != null) {
            drop(last);
        }
    }
}
