package io.carillon.worker.log;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Which attempt the calling thread works for. Loggers are asked nothing but their names and texts, so this is the one thing here that
 * is kept in the thread. It is handed on by {@link #wrap} only: a thread of a pool that inherited it would speak for a run long after
 * its end.
 */
public final class CurrentLog {

    private static final ThreadLocal<AttemptLog> CURRENT = new ThreadLocal<>();

    private CurrentLog() {}

    /** The log of the attempt that the calling thread works for; null if it works for none. */
    public static @Nullable AttemptLog get() {
        return CURRENT.get();
    }

    public static Runnable wrap(AttemptLog log, Runnable work) {
        return () -> {
            var before = enter(log);
            try {
                work.run();
            } finally {
                leave(before);
            }
        };
    }

    public static <T> Callable<T> wrapCall(AttemptLog log, Callable<T> work) {
        return () -> {
            var before = enter(log);
            try {
                return work.call();
            } finally {
                leave(before);
            }
        };
    }

    private static @Nullable AttemptLog enter(AttemptLog log) {
        var before = CURRENT.get();
        CURRENT.set(log);
        return before;
    }

    private static void leave(@Nullable AttemptLog before) {
        if (before == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(before);
        }
    }
}
