package io.carillon.store;

import io.carillon.engine.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a database last said to a question that is asked again and again. While one asking hangs no other begins, and nobody waits for
 * it longer than he likes.
 */
final class Latest<T> {

    private final Supplier<T> question;
    private @Nullable CompletableFuture<T> asked;
    private volatile @Nullable T answer;
    private volatile @Nullable StoreException trouble;

    /** @param question fails with a {@link StoreException} */
    Latest(Supplier<T> question) {
        this.question = question;
    }

    /** Begins to ask, unless that is under way. */
    void ask() {
        var _ = question(true);
    }

    private T answered() {
        T said = question.get();
        answer = said;
        return said;
    }

    /** The answer to what was asked last, or if there is none by then the one before; empty if there never was any. */
    Optional<T> await(Duration patience) {
        try {
            T said = question(false).get(patience.toNanos(), TimeUnit.NANOSECONDS);
            trouble = null;
            return Optional.of(said);
        } catch (TimeoutException silent) {
            trouble = new StoreException(
                    StoreException.Code.UNAVAILABLE, "no answer within " + patience.toMillis() + " ms");
        } catch (ExecutionException failed) {
            trouble = known(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            trouble = new StoreException(
                    StoreException.Code.UNAVAILABLE, "interrupted while waiting for a database", stopped);
        }
        return Optional.ofNullable(answer);
    }

    /** Why it did not answer what was asked last; null if it did. */
    @Nullable
    StoreException trouble() {
        return trouble;
    }

    private synchronized CompletableFuture<T> question(boolean anew) {
        CompletableFuture<T> latest = asked;
        if (latest == null || (anew && latest.isDone())) {
            latest = CompletableFuture.supplyAsync(this::answered, Thread::startVirtualThread);
            asked = latest;
        }
        return latest;
    }

    private static StoreException known(ExecutionException failed) {
        if (failed.getCause() instanceof StoreException known) {
            return known;
        }
        throw new IllegalStateException("a question to a database failed", failed);
    }
}
