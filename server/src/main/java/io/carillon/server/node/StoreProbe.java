package io.carillon.server.node;

import io.carillon.engine.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether the database answers, one question at a time: while one hangs no other is asked, so that those who want to know
 * take up no connections, and none of them waits longer than whoever asks for a node's health has patience.
 */
final class StoreProbe {

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private final LongSupplier read;
    private @Nullable CompletableFuture<Long> asked;

    /** @param read reads something small, and fails with a {@link StoreException} where it can't */
    StoreProbe(LongSupplier read) {
        this.read = read;
    }

    /** Why the database can't be read; empty if it can. */
    Optional<String> trouble() {
        try {
            var _ = question().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.empty();
        } catch (TimeoutException silent) {
            return Optional.of("no answer");
        } catch (ExecutionException failed) {
            return Optional.of(
                    failed.getCause() instanceof StoreException known
                            ? known.code().name()
                            : failed.toString());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }

    private synchronized CompletableFuture<Long> question() {
        CompletableFuture<Long> latest = asked;
        if (latest == null || latest.isDone()) {
            latest = CompletableFuture.supplyAsync(read::getAsLong, Thread::startVirtualThread);
            asked = latest;
        }
        return latest;
    }
}
