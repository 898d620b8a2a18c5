package io.carillon.store;

import io.carillon.engine.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** Questions to databases, on threads of their own: whoever asks one need not wait for as long as a connection may hang. */
final class Asking {

    /** Longer than any statement may take. */
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private Asking() {}

    static <T> CompletableFuture<T> begin(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, Thread::startVirtualThread);
    }

    /** All answers to one question, in the order of those who were asked; fails if one does. */
    static <S, T> List<T> all(List<S> asked, Function<S, T> question) {
        List<CompletableFuture<T>> begun =
                asked.stream().map(each -> begin(() -> question.apply(each))).toList();
        return begun.stream().map(each -> answer(each, LONGEST)).toList();
    }

    static <T> T answer(CompletableFuture<T> asked, Duration patience) {
        try {
            return asked.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException silent) {
            throw new StoreException(
                    StoreException.Code.UNAVAILABLE, "no answer within " + patience.toMillis() + " ms", silent);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof StoreException known) {
                throw new StoreException(known.code(), String.valueOf(known.getMessage()), known);
            }
            throw new IllegalStateException("a question to a database failed", failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StoreException(
                    StoreException.Code.UNAVAILABLE, "interrupted while waiting for a database", stopped);
        }
    }
}
