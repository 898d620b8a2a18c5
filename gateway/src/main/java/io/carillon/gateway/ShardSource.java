package io.carillon.gateway;

import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import java.time.Duration;
import java.util.List;

/** Reads what the shards of a run have come to, for the attempt that makes one result of theirs. Never keeps whoever asks waiting. */
@FunctionalInterface
public interface ShardSource {

    /** How many are read together at most. */
    int PAGE = 100;

    /** A node that never has the time. */
    ShardSource NONE = (_, _, answer) -> answer.notNow(Duration.ofSeconds(1));

    /** Reads at most {@link #PAGE} of a run's shards from an index on, and answers now or later, once. */
    void read(RunId run, int first, Answer answer);

    /** Tells the worker; may be called by any thread. */
    interface Answer {

        /** These they are, in their order. */
        void are(List<Run> shards);

        /** They can't be read now, and may be asked for again after a while. */
        void notNow(Duration wait);
    }
}
