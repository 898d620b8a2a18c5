package io.carillon.gateway.feed;

import io.carillon.engine.Catalog;
import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.engine.StoreException;
import io.carillon.gateway.Answerer;
import io.carillon.gateway.BatchLimits;
import io.carillon.gateway.KeyedBatch;
import io.carillon.gateway.Refusals;
import io.carillon.model.job.Reading;
import io.carillon.protocol.v1.feed.FeedWire;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers batches, each when all of it is durable, or for certain none of it, or when nobody knows. */
public final class FeedDesk {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Answerer owners;
    private final Catalog catalog;
    private final InstantSource clock;
    private final Supplier<Optional<String>> restored;

    /**
     * @param owners answers for all nodes
     * @param restored why nothing is taken until an operator has his say
     */
    public FeedDesk(Answerer owners, Catalog catalog, InstantSource clock, Supplier<Optional<String>> restored) {
        this.owners = owners;
        this.catalog = catalog;
        this.clock = clock;
        this.restored = restored;
    }

    public FeedWire.Answered answer(FeedWire.Batch batch) throws InterruptedException {
        if (batch.getSerializedSize() > BatchLimits.MAX_BYTES) {
            return FeedAnswers.tooLarge(batch.getNumber());
        }
        return FeedAnswers.of(batch.getNumber(), reply(batch));
    }

    private Reply reply(FeedWire.Batch batch) throws InterruptedException {
        return switch (BatchReader.read(batch)) {
            case Reading.Invalid<Command.TriggerBatch>(var problems) ->
                new Reply.Refused(Reply.Kind.INVALID, "invalid-request", "the request can't be accepted", problems);
            case Reading.Valid<Command.TriggerBatch>(var asked) -> ask(asked);
        };
    }

    /** The database is read before anything is asked for: when it fails, nothing has happened. */
    private Reply ask(Command.TriggerBatch asked) throws InterruptedException {
        try {
            return KeyedBatch.lookUp(asked, catalog, clock).ask(this::askOwner, PATIENCE);
        } catch (StoreException unread) {
            return new Reply.Refused(Reply.Kind.UNAVAILABLE, "store-unavailable", "the database does not answer");
        }
    }

    private Reply askOwner(Command command, Duration patience) throws InterruptedException {
        Optional<String> reason = restored.get();
        return reason.isPresent() ? Refusals.restored(reason.get()) : owners.ask(command, patience);
    }
}
