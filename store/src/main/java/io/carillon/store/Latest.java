package io.carillon.store;

import io.carillon.engine.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a database last said to a question that is asked again and again. While one asking hangs no other begins. */
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

    /** The answer to what was asked last, or if there is none by then the one before; empty if there never was any. */
    Optional<T> await(Duration patience) {
        try {
            T said = Asking.answer(question(false), patience);
            answer = said;
            trouble = null;
        } catch (StoreException silent) {
            trouble = silent;
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
            latest = Asking.begin(question);
            asked = latest;
        }
        return latest;
    }
}
