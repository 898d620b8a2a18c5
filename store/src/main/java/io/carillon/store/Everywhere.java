package io.carillon.store;

import io.carillon.engine.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Asks several databases the same at once. */
final class Everywhere {

    private Everywhere() {}

    /** All answers, in the order of those who were asked; fails if one does. */
    static <S, T> List<T> ask(List<S> all, Function<S, T> question) {
        List<CompletableFuture<T>> asked = all.stream()
                .map(each -> CompletableFuture.supplyAsync(() -> question.apply(each), Thread::startVirtualThread))
                .toList();
        return asked.stream().map(Everywhere::answer).toList();
    }

    private static <T> T answer(CompletableFuture<T> asked) {
        try {
            return asked.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof StoreException known) {
                throw new StoreException(known.code(), String.valueOf(known.getMessage()), known);
            }
            throw failed;
        }
    }
}
