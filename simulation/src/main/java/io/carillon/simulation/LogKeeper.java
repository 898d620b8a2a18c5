package io.carillon.simulation;

import io.carillon.engine.log.LogLimits;
import io.carillon.gateway.LogSink;
import java.time.Duration;

/** Keeps what runs say, as the thread of a node does that is there for it. */
final class LogKeeper implements LogSink {

    private static final int FRAME_BYTES = 256 << 10;
    private static final Duration NO_STORE = Duration.ofSeconds(2);

    /** No attempt says so much that anything of it would make room for the rest. */
    private static final LogLimits LIMITS = LogLimits.of(1 << 20);

    private final Database database;
    private final StoreLink store;

    LogKeeper(Database database, StoreLink store) {
        this.database = database;
        this.store = store;
    }

    @Override
    public int frameBytes() {
        return FRAME_BYTES;
    }

    @Override
    public void take(Delivery delivery, Answer answer) {
        StoreLink.Statement<Integer> append = done -> {
            database.lines().append(delivery.blocks(), LIMITS, database.now());
            done.accept(delivery.blocks().size());
        };
        store.ask("keep lines", append, new StoreLink.Ending<>() {
            @Override
            public void answered(Integer blocks) {
                answer.kept();
            }

            @Override
            public void failed(boolean mayHaveHappened, String reason) {
                answer.notNow(NO_STORE);
            }
        });
    }

    @Override
    public void refused() {
        throw new IllegalStateException("a worker sent lines that make no sense");
    }
}
