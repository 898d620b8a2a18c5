package io.carillon.simulation;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.testing.Timeline;
import io.carillon.model.Partition;
import io.carillon.simulation.check.Happening;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;

/** Databases that are not used as they should be. */
final class StoreMutants {

    private StoreMutants() {}

    /** Commits whatever a former owner writes. */
    static final class NoFence extends Variation {

        @Override
        Database database(Timeline timeline, Consumer<Happening> witness) {
            return new Database(timeline, witness) {
                @Override
                Set<Partition> fencedOut(CommitBatch batch) {
                    return Set.of();
                }
            };
        }
    }

    /** Reads the fence without keeping a take-over out. */
    static final class LockThatDoesNotConflict extends Variation {

        @Override
        Database database(Timeline timeline, Consumer<Happening> witness) {
            return new Database(timeline, witness) {
                @Override
                boolean locks() {
                    return false;
                }
            };
        }
    }

    /** Believes what a node says about the time. */
    static final class LeaseByWallClock extends Variation {

        @Override
        Database database(Timeline timeline, Consumer<Happening> witness) {
            return new Database(timeline, witness) {
                @Override
                Instant present(Instant claimed) {
                    return claimed;
                }
            };
        }
    }

    /** Keeps one number for all lanes of a node: a batch of one lane hides that there is none of another. */
    static final class OneNumberForAllLanes extends Variation {

        @Override
        Database database(Timeline timeline, Consumer<Happening> witness) {
            return new Database(timeline, witness) {
                @Override
                void outcomeOf(CommitBatch batch, Consumer<CommitOutcome> answer) {
                    super.outcomeOf(batch, own -> answer.accept(outcome(batch, own)));
                }

                private CommitOutcome outcome(CommitBatch batch, CommitOutcome own) {
                    boolean hidden = own instanceof CommitOutcome.NotCommitted
                            && rows().lastBatch(batch.node()) >= batch.number();
                    return hidden ? CommitOutcome.Committed.WHOLE : own;
                }
            };
        }
    }

    /** Looks for a batch while its transaction may still commit. */
    static final class OutcomeLookedUpTooSoon extends Variation {

        @Override
        Database database(Timeline timeline, Consumer<Happening> witness) {
            return new Database(timeline, witness) {
                @Override
                void outcomeOf(CommitBatch batch, Consumer<CommitOutcome> answer) {
                    answer.accept(rows().outcomeOf(batch));
                }
            };
        }
    }
}
