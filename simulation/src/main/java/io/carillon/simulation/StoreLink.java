package io.carillon.simulation;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.testing.Machine;
import io.carillon.engine.testing.Timeline;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A node's way to the database: what its threads that write and read do, statement by statement. The node can be paused between
 * any two of them.
 */
final class StoreLink {

    /** A statement without an answer for so long is given up: after the database has given up silent transactions. */
    static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final String STORE = "store";

    private final Timeline timeline;
    private final Network network;
    private final Database database;
    private final StoreFaults faults;
    private final Machine machine;

    StoreLink(Timeline timeline, Network network, Database database, StoreFaults faults, Machine machine) {
        this.timeline = timeline;
        this.network = network;
        this.database = database;
        this.faults = faults;
        this.machine = machine;
    }

    /** What came of a statement. */
    interface Ending<T> {

        void answered(T answer);

        /** It has no answer; where it may not have happened, it certainly did nothing. */
        void failed(boolean mayHaveHappened, String reason);

        /** The database has the answer, and finds that the connection was closed meanwhile. */
        default void unheard(T answer) {}

        /** Where a failure is not worth a word. */
        static <T> Ending<T> ifAnswered(Consumer<T> answered) {
            return new Ending<>() {
                @Override
                public void answered(T answer) {
                    answered.accept(answer);
                }

                @Override
                public void failed(boolean mayHaveHappened, String reason) {
                    // It is asked again anyway.
                }
            };
        }
    }

    /** The statement as the database carries it out; it answers when it has. */
    interface Statement<T> {

        void run(Consumer<T> answer);
    }

    /** Commits a batch in three statements, and says how that ended. */
    void commit(CommitBatch batch, Consumer<CommitOutcome> ended) {
        Statement<Database.Transaction> begin = answer -> database.begin(batch, answer);
        Consumer<String> undone = reason -> ended.accept(new CommitOutcome.NotCommitted(reason));
        ask("begin " + batch.number(), begin, new Ending<>() {
            @Override
            public void answered(Database.Transaction transaction) {
                applyRows(transaction, ended);
            }

            @Override
            public void unheard(Database.Transaction transaction) {
                database.rollBack(transaction);
            }

            @Override
            public void failed(boolean mayHaveHappened, String reason) {
                undone.accept(reason);
            }
        });
    }

    private void applyRows(Database.Transaction transaction, Consumer<CommitOutcome> ended) {
        ask("apply", answer -> answer.accept(trouble(transaction)), new Ending<String>() {
            @Override
            public void answered(String trouble) {
                if (trouble.isEmpty()) {
                    finish(transaction, ended);
                } else {
                    database.rollBack(transaction);
                    ended.accept(new CommitOutcome.NotCommitted(trouble));
                }
            }

            @Override
            public void failed(boolean mayHaveHappened, String reason) {
                ended.accept(new CommitOutcome.NotCommitted(reason));
            }
        });
    }

    private String trouble(Database.Transaction transaction) {
        if (!database.hear(transaction)) {
            return "the transaction was rolled back";
        }
        if (database.full()) {
            return "disk full";
        }
        return faults.happens(Fault.STORE_CONFLICT) ? "could not serialize access" : "";
    }

    private void finish(Database.Transaction transaction, Consumer<CommitOutcome> ended) {
        if (faults.happens(Fault.STORE_REPLY_LOST_AND_NOT_DONE)) {
            database.rollBack(transaction);
            ended.accept(new CommitOutcome.Unknown("connection reset"));
            return;
        }
        if (faults.happens(Fault.STORE_REPLY_LOST_AND_DONE)) {
            commitUnheard(transaction, ended);
            return;
        }
        Statement<CommitOutcome> commit = answer -> {
            CommitOutcome outcome = database.commit(transaction);
            answer.accept(
                    outcome != null ? outcome : new CommitOutcome.NotCommitted("the transaction was rolled back"));
        };
        ask("commit", commit, new Ending<>() {
            @Override
            public void answered(CommitOutcome outcome) {
                ended.accept(outcome);
            }

            @Override
            public void failed(boolean mayHaveHappened, String reason) {
                ended.accept(
                        mayHaveHappened ? new CommitOutcome.Unknown(reason) : new CommitOutcome.NotCommitted(reason));
            }
        });
    }

    /** The connection breaks when the database has the commit and has not carried it out: it does so when it gets to it. */
    private void commitUnheard(Database.Transaction transaction, Consumer<CommitOutcome> ended) {
        timeline.after(faults.delay().plus(faults.lateness()), "the store commits for nobody", () -> {
            var _ = database.commit(transaction);
        });
        timeline.after(
                faults.delay(),
                machine.name() + " loses its connection",
                machine.inside(() -> ended.accept(new CommitOutcome.Unknown("connection reset"))));
    }

    void outcomeOf(CommitBatch batch, Consumer<CommitOutcome> ended) {
        ask("look up " + batch.number(), answer -> database.outcomeOf(batch, answer), new Ending<CommitOutcome>() {
            @Override
            public void answered(CommitOutcome outcome) {
                ended.accept(outcome);
            }

            @Override
            public void failed(boolean mayHaveHappened, String reason) {
                ended.accept(new CommitOutcome.Unknown(reason));
            }
        });
    }

    /** Sends one statement. Its ending happens in the node's process, exactly once, unless that dies before. */
    <T> void ask(String what, Statement<T> statement, Ending<T> ending) {
        var exchange = new Exchange<>(what, ending);
        timeline.after(PATIENCE, machine.name() + " is tired of waiting: " + what, exchange::giveUp);
        if (faults.happens(Fault.STORE_REFUSED)) {
            exchange.end(() -> ending.failed(false, "refused"), faults.delay());
        } else if (!network.isCut(machine.name(), STORE)) {
            timeline.after(faults.delay(), machine.name() + " to store: " + what, () -> exchange.arrive(statement));
        }
    }

    private final class Exchange<T> {

        private final String what;
        private final Ending<T> ending;
        private final Consumer<Runnable> process = machine.process();
        private boolean ended;

        private Exchange(String what, Ending<T> ending) {
            this.what = what;
            this.ending = ending;
        }

        private void arrive(Statement<T> statement) {
            if (!database.up()) {
                end(() -> ending.failed(false, "connection refused"), faults.delay());
                return;
            }
            int life = database.life();
            statement.run(answer -> {
                boolean reached = database.life() == life && !network.isCut(STORE, machine.name());
                if (reached && ended) {
                    ending.unheard(answer);
                } else if (reached) {
                    end(() -> ending.answered(answer), faults.delay());
                }
            });
        }

        private void giveUp() {
            end(() -> ending.failed(true, "no answer: " + what), Duration.ZERO);
        }

        private void end(Runnable how, Duration after) {
            Runnable once = () -> {
                if (!ended) {
                    ended = true;
                    how.run();
                }
            };
            timeline.after(after, "store to " + machine.name() + ": " + what, () -> process.accept(once));
        }
    }
}
