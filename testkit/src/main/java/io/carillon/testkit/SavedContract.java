package io.carillon.testkit;

import static io.carillon.testkit.Owner.insert;
import static io.carillon.testkit.Owner.put;
import static io.carillon.testkit.Owner.update;
import static io.carillon.testkit.Samples.ANY_CHARACTERS;
import static io.carillon.testkit.Samples.P1;
import static io.carillon.testkit.Samples.P2;
import static io.carillon.testkit.Samples.at;
import static io.carillon.testkit.Samples.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Saved;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.model.Epoch;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.job.Job;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.model.run.Tries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Store} does with what the attempts of runs have saved. */
public abstract class SavedContract {

    private static final Token BY = new Token(new Epoch(3), 2);

    private final Samples samples = new Samples();

    private Store store;
    private Owner owner;
    private Job job;

    /** Makes an empty store; asked for once before each test. */
    protected abstract Store open();

    @BeforeEach
    void take() {
        store = open();
        owner = new Owner(store, "node-1");
        owner.take(P1, P2);
        job = samples.job(P1, "job");
        owner.write(put(job));
    }

    @Test
    void what_is_saved_is_read_as_it_was() {
        Run run = saving();
        Json value = Json.object().put("at", ANY_CHARACTERS).put("done", 17).build();

        owner.write(save(run, Saved.CHECKPOINT, value), save(run, "charge:order-7", Json.Null.VALUE));

        assertThat(read(run.id()))
                .isEqualTo(Map.of(run.id(), saved(Map.of("", value, "charge:order-7", Json.Null.VALUE))));
    }

    @Test
    void the_last_under_a_name_counts_in_one_batch_and_in_several() {
        Run run = saving();

        owner.write(save(run, "", Json.of(1)), save(run, "", Json.of(2)));
        Map<RunId, Saved> first = read(run.id());
        owner.write(save(run, "", Json.of(3)), save(run, "step", Json.of(4)));

        assertThat(first).isEqualTo(Map.of(run.id(), saved(Map.of("", Json.of(2)))));
        assertThat(read(run.id())).isEqualTo(Map.of(run.id(), saved(Map.of("", Json.of(3), "step", Json.of(4)))));
    }

    @Test
    void many_runs_are_read_at_once_and_those_that_saved_nothing_are_missing() {
        var runs = new ArrayList<Run>();
        for (int i = 0; i < 250; i++) {
            runs.add(saving());
        }
        Run silent = samples.fired(job, at(5));
        owner.write(insert(silent));
        owner.write(runs.stream()
                .map(run -> save(run, "", Json.of(run.id().toString())))
                .toArray(Write[]::new));

        var asked = new ArrayList<>(runs.stream().map(Run::id).toList());
        asked.add(silent.id());
        Map<RunId, Saved> read = read(asked.toArray(RunId[]::new));

        assertThat(read).hasSize(250);
        assertThat(read.get(runs.get(249).id()))
                .isEqualTo(saved(Map.of("", Json.of(runs.get(249).id().toString()))));
    }

    @Test
    void it_goes_with_the_end_of_its_run_and_with_nothing_else() {
        Run ends = saving();
        Run stays = saving();
        owner.write(save(ends, "", Json.of(1)), save(ends, "step", Json.of(1)), save(stays, "", Json.of(2)));

        owner.write(
                save(ends, "", Json.of(9)), drop(ends), update(ends.saved(false).withState(succeeded(at(9)))));

        assertThat(read(ends.id(), stays.id())).isEqualTo(Map.of(stays.id(), saved(Map.of("", Json.of(2)))));
    }

    @Test
    void an_owner_that_was_fenced_out_saves_nothing_and_drops_nothing() {
        Run run = saving();
        owner.write(save(run, "", Json.of(1)));
        new Owner(store, "node-2").take(P1);

        CommitOutcome late = owner.commit(save(run, "", Json.of(2)), save(run, "step", Json.of(2)));
        CommitOutcome end = owner.commit(drop(run));

        assertThat(List.of(late, end)).containsOnly(new CommitOutcome.Committed(Set.of(P1)));
        assertThat(read(run.id())).isEqualTo(Map.of(run.id(), saved(Map.of("", Json.of(1)))));
    }

    @Test
    void a_run_is_read_with_how_often_it_was_tried_and_whether_anything_is_saved() {
        Run run = samples.fired(job, at(5));
        owner.write(insert(run));
        Run tried = run.handedOut(4, new RunState.Waiting(at(5), at(6), null))
                .declined(new RunState.Waiting(at(5), at(6), null))
                .postponed(new RunState.Waiting(at(5), at(6), null))
                .saved(true);

        owner.write(update(tried));

        assertThat(owner.load(at(99), 10)).containsExactly(tried);
        assertThat(tried.tries()).isEqualTo(new Tries(4, 1, 1, 0, true));
    }

    private Run saving() {
        Run run = samples.fired(job, at(5)).saved(true);
        owner.write(insert(run));
        return run;
    }

    private static Write save(Run run, String step, Json value) {
        return new Write.Save(run.id().partition(), run.id(), BY, new Saved.Entry(step, value));
    }

    private static Write drop(Run run) {
        return new Write.DropSaved(run.id().partition(), run.id());
    }

    private static Saved saved(Map<String, Json> byStep) {
        return new Saved(new TreeMap<>(byStep));
    }

    private Map<RunId, Saved> read(RunId... runs) {
        return store.saved(new TreeSet<>(List.of(runs)));
    }
}
