package io.carillon.engine;

import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import java.time.LocalDate;
import java.util.List;

/**
 * Where history is kept beside the store before it is deleted there. It may be asked for the same again, by this node or by another, and
 * then has it twice; it never loses what was sealed. Every failure is an {@link ArchiveException}.
 */
public interface Archive {

    /** Begins to write down something; nobody sees it before it is sealed. */
    Draft begin(Chapter chapter);

    /** What is written down together. */
    record Chapter(Kind kind, LocalDate day) {}

    /** Of which kind it is, and which day stands beside it. */
    enum Kind {
        /** Runs that succeeded on a day. */
        DONE,
        /** Runs that ended otherwise on a day. */
        UNDONE,
        /** Dead letters that outlived the day they ended on, by the day on which they go. */
        LETTERS,
        /** Parts of the runs that were made on a day. */
        SHARDS,
        /** Attempts that ended on a day and did not end their run well. */
        ATTEMPTS
    }

    /**
     * A run and what is stored beside it.
     *
     * @param attempts those that failed
     * @param shards its parts, if it was split, without what they were given and what came out
     */
    record Entry(Run run, List<FailedAttempt> attempts, List<Run> shards) {}

    /** What is not whole yet. */
    interface Draft extends AutoCloseable {

        void add(Entry entry);

        void add(RunId run, FailedAttempt attempt);

        /** Returns when all that was added is durable, and visible as a whole. */
        void seal();

        /** Takes back what was not sealed. */
        @Override
        void close();
    }
}
