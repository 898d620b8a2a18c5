package io.carillon.store;

import static io.carillon.store.Subject.T0;
import static io.carillon.store.Subject.insert;
import static io.carillon.store.Subject.put;
import static io.carillon.store.Subject.update;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Write;
import io.carillon.model.job.Job;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;

/** A process that commits batches until it is killed, and prints the number of each once it is durable. */
final class KilledWriter {

    static final int RUNS_IN_BATCH = 20;

    private KilledWriter() {}

    /** Writes to the data directory that its one argument names. */
    public static void main(String[] arguments) {
        var acknowledgements = new PrintStream(System.out, true, US_ASCII);
        try (Subject subject = Subject.open(Path.of(arguments[0]))) {
            Job job = subject.job("job-" + ProcessHandle.current().pid());
            acknowledge(subject.batch(put(job), subject.move()), subject, acknowledgements);
            while (!Thread.currentThread().isInterrupted()) {
                acknowledge(batch(job, subject), subject, acknowledgements);
            }
        }
    }

    /** Inserts runs and ends them in the same batch, so that half of a batch would show. */
    private static CommitBatch batch(Job job, Subject subject) {
        var writes = new ArrayList<Write>();
        for (int i = 0; i < RUNS_IN_BATCH; i++) {
            Run run = subject.fired(job, T0.plusNanos(1000L * i));
            writes.add(insert(run));
            if (i % 2 == 0) {
                writes.add(update(run.withState(new RunState.Succeeded(Subject.ATTEMPT, T0, T0, null))));
            }
        }
        writes.add(subject.move());
        return subject.batch(writes.toArray(Write[]::new));
    }

    private static void acknowledge(CommitBatch batch, Subject subject, PrintStream acknowledgements) {
        CommitOutcome outcome = subject.store().commit(batch);
        if (!outcome.equals(CommitOutcome.Committed.WHOLE)) {
            throw new IllegalStateException("batch " + batch.number() + ": " + outcome);
        }
        acknowledgements.println(batch.number());
    }
}
