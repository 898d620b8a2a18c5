package io.carillon.worker.shard;

import io.carillon.protocol.v1.ShardPage;
import io.carillon.protocol.v1.ShardResult;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** The results of shards as JSON, in their order, fetched page by page. */
public final class ShardResults extends Spliterators.AbstractSpliterator<String> {

    private final IntFunction<ShardPage> pages;
    private final Queue<ShardResult> read = new ArrayDeque<>();
    private int next;
    private boolean over;

    /** @param pages waits for the page that begins at an index */
    public ShardResults(IntFunction<ShardPage> pages) {
        super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
        this.pages = pages;
    }

    @Override
    public boolean tryAdvance(Consumer<? super String> action) {
        while (read.isEmpty() && !over) {
            var page = pages.apply(next);
            page.getResultsList().stream()
                    .filter(result -> !result.getResultJson().isEmpty())
                    .forEach(read::add);
            next += page.getResultsCount();
            over = page.getResultsCount() == 0;
        }
        var result = read.poll();
        if (result == null) {
            return false;
        }
        action.accept(result.getResultJson());
        return true;
    }
}
