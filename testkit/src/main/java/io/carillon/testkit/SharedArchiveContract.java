package io.carillon.testkit;

import static io.carillon.testkit.Owner.insert;
import static io.carillon.testkit.Owner.put;
import static io.carillon.testkit.Samples.P1;
import static io.carillon.testkit.Samples.T0;
import static io.carillon.testkit.Samples.at;
import static io.carillon.testkit.Samples.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Archive;
import io.carillon.engine.PurgeSlice;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.run.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What two nodes do that archive the same day of one database. */
public abstract class SharedArchiveContract {

    private static final int MANY = 250;

    /** The last of them finds the end. */
    private static final int STEPS_TO_READ_ALL = 3;

    private final Samples samples = new Samples();
    private final TestingArchive slowOnes = new TestingArchive();
    private final TestingArchive fastOnes = new TestingArchive();
    private final List<RunId> all = new ArrayList<>();

    private Store slow;
    private Store fast;

    /** Makes an empty store with an archive. */
    protected abstract Store open(Archive archive);

    /** Another node's store in the database of the one that was made. */
    protected abstract Store another(Archive archive);

    @BeforeEach
    void fill() {
        slow = open(slowOnes);
        fast = another(fastOnes);
        var owner = new Owner(slow, "node-1");
        owner.take(P1);
        Job job = samples.job(P1, "job");
        var writes = new ArrayList<Write>(List.of(put(job)));
        for (int i = 0; i < MANY; i++) {
            Run run = samples.fired(job, T0).withState(succeeded(at(1)));
            all.add(run.id());
            writes.add(insert(run));
        }
        owner.write(writes.toArray(Write[]::new));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, STEPS_TO_READ_ALL})
    void what_one_has_begun_is_given_up_when_the_other_has_taken_the_day(int steps) {
        for (int step = 0; step < steps; step++) {
            purge(slow);
        }
        int begun = slowOnes.open().size();

        while (fastOnes.sealed().isEmpty()) {
            purge(fast);
        }
        purge(slow);

        assertThat(begun).isEqualTo(1);
        assertThat(fastOnes.sealed())
                .singleElement()
                .satisfies(volume -> assertThat(volume.runs()).containsExactlyElementsOf(all));
        assertThat(slowOnes.sealed()).isEmpty();
        assertThat(slowOnes.open()).isEmpty();
    }

    private static void purge(Store store) {
        var bound = T0.plus(Duration.ofDays(3));
        store.purge(new PurgeSlice(T0.plus(Duration.ofDays(9)), bound, bound, 10));
    }
}
