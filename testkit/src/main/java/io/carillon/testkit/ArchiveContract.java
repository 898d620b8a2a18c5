package io.carillon.testkit;

import static io.carillon.testkit.Owner.insert;
import static io.carillon.testkit.Owner.mark;
import static io.carillon.testkit.Owner.put;
import static io.carillon.testkit.Owner.update;
import static io.carillon.testkit.Samples.ATTEMPT;
import static io.carillon.testkit.Samples.P1;
import static io.carillon.testkit.Samples.T0;
import static io.carillon.testkit.Samples.at;
import static io.carillon.testkit.Samples.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.engine.Archive;
import io.carillon.engine.Archive.Chapter;
import io.carillon.engine.Archive.Kind;
import io.carillon.engine.ArchiveException;
import io.carillon.engine.Catalog;
import io.carillon.engine.PurgeSlice;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Store} that has an {@link Archive} does before it deletes history. */
public abstract class ArchiveContract {

    private static final LocalDate DAY = LocalDate.of(2027, 1, 1);
    private static final RunError ERROR = new RunError("E" + Samples.ANY_CHARACTERS, Samples.ANY_CHARACTERS);
    private static final RunState.Failed FAILED = new RunState.Failed(ATTEMPT, at(1), at(2), ERROR);

    /** More than are read at a time, and no multiple of it. */
    private static final int MANY = 250;

    private static final int MOST_IN_STEP = 200;

    private final Samples samples = new Samples();
    private final TestingArchive archive = new TestingArchive();
    private final Job job = samples.job(P1, "job");

    private Store store;
    private Owner owner;

    /** Makes an empty store with an archive; asked for once before each test. */
    protected abstract Store open(Archive archive);

    /** What people read of the store that was made last. */
    protected abstract Catalog catalog();

    @BeforeEach
    void take() {
        store = open(archive);
        owner = new Owner(store, "node-1");
        owner.take(P1);
        owner.write(put(job));
    }

    @Test
    void what_goes_is_archived_as_it_was_with_its_attempts() {
        Run done = samples.fired(job, T0).withState(succeeded(at(1)));
        Run failed = samples.fired(job, T0).withState(FAILED);
        Run young = samples.fired(job, T0).withState(succeeded(day(5)));
        owner.write(insert(done), insert(failed), insert(young));
        owner.write(attempt(done), attempt(failed), attempt(failed));

        int purged = owner.purge(day(9), day(3), day(3));

        assertThat(purged).isEqualTo(2);
        assertThat(archive.sealed())
                .extracting(TestingArchive.Volume::chapter)
                .containsExactlyInAnyOrder(
                        new Chapter(Kind.DONE, DAY), new Chapter(Kind.UNDONE, DAY), new Chapter(Kind.ATTEMPTS, DAY));
        Archive.Entry ofDone = only(Kind.DONE).entries().getFirst();
        Archive.Entry ofFailed = only(Kind.UNDONE).entries().getFirst();
        assertThat(ofDone.run()).isEqualTo(done);
        assertThat(ofDone.attempts()).hasSize(1);
        assertThat(ofDone.attempts().getFirst().error()).isEqualTo(ERROR);
        assertThat(ofFailed.run()).isEqualTo(failed);
        assertThat(ofFailed.attempts()).hasSize(2);
        assertThat(only(Kind.ATTEMPTS).attempts()).containsExactly(done.id(), failed.id(), failed.id());
        assertThat(archive.open()).isEmpty();
    }

    @Test
    void a_run_that_was_split_is_archived_with_its_shards_and_they_as_a_whole_when_they_go() {
        Run whole = samples.fired(job, T0);
        Run other = samples.fired(job, T0).withState(succeeded(at(1)));
        var shards = new ArrayList<Run>();
        for (int index = 0; index < 3; index++) {
            shards.add(
                    samples.run(job, T0, new Cause.Shard(whole.id(), index, 3)).withState(succeeded(at(2))));
        }
        owner.write(insert(whole), insert(other));
        shards.forEach(shard -> owner.write(insert(shard)));
        owner.write(update(whole.withState(new RunState.Succeeded(null, at(1), at(2), null))));

        owner.purge(day(9), day(3), null);

        assertThat(only(Kind.DONE).entries())
                .extracting(Archive.Entry::shards)
                .containsExactly(shards.stream().map(Run::withoutPayload).toList(), List.of());
        assertThat(only(Kind.SHARDS).entries()).extracting(Archive.Entry::run).containsExactlyElementsOf(shards);
    }

    @Test
    void nothing_goes_while_the_archive_is_full_and_all_goes_when_it_has_room() {
        List<Run> all = many();
        archive.roomFor(150);

        assertThatThrownBy(() -> owner.purge(day(9), day(3), day(3))).isInstanceOf(ArchiveException.class);
        var open = List.copyOf(archive.open());
        boolean kept = all.stream().allMatch(this::isThere);
        archive.roomFor(1_000);
        int purged = owner.purge(day(9), day(3), day(3));

        assertThat(open).isEmpty();
        assertThat(kept).isTrue();
        assertThat(purged).isEqualTo(MANY);
        assertThat(only(Kind.DONE).runs())
                .containsExactlyElementsOf(all.stream().map(Run::id).toList());
        assertThat(all).noneMatch(this::isThere);
    }

    @Test
    void a_large_day_is_written_in_bounded_steps_and_stays_until_it_is_sealed() {
        List<Run> all = many();

        int read = 0;
        while (archive.sealed().isEmpty()) {
            assertThat(all).allMatch(this::isThere);
            store.purge(new PurgeSlice(day(9), day(3), day(3), 10));
            int written = archive.open().isEmpty()
                    ? MANY
                    : archive.open().getFirst().entries().size();
            assertThat(written - read).isLessThanOrEqualTo(MOST_IN_STEP);
            read = written;
        }

        assertThat(only(Kind.DONE).runs()).hasSize(MANY);
    }

    @Test
    void what_a_former_life_had_not_sealed_is_written_anew() throws Exception {
        many();
        store.purge(new PurgeSlice(day(9), day(3), day(3), 10));
        int begun = archive.open().size();

        if (store instanceof AutoCloseable closeable) {
            closeable.close();
        }

        assertThat(begun).isEqualTo(1);
        assertThat(archive.open()).isEmpty();
        assertThat(archive.sealed()).isEmpty();
    }

    @Test
    void a_dead_letter_that_outlives_its_day_is_archived_when_it_goes() {
        Run dead = samples.fired(job, T0).withState(FAILED);
        Run alike = samples.fired(job, T0).withState(FAILED);
        owner.write(insert(dead), insert(alike), mark(dead, new Mark.Dead(DeadReason.NO_COMPENSATION)), attempt(dead));

        owner.purge(day(9), day(3), null);
        List<RunId> first = only(Kind.UNDONE).runs();
        int lettersThen = archive.sealed(Kind.LETTERS).size();
        owner.purge(day(99), day(93), day(50));

        assertThat(first).containsExactly(alike.id());
        assertThat(lettersThen).isZero();
        TestingArchive.Volume letters = only(Kind.LETTERS);
        assertThat(letters.chapter().day()).isEqualTo(DAY.plusDays(99));
        assertThat(letters.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.run().id()).isEqualTo(dead.id());
            assertThat(entry.run().sequel().dead()).isEqualTo(DeadReason.NO_COMPENSATION);
            assertThat(entry.attempts()).hasSize(1);
        });
        assertThat(isThere(dead)).isFalse();
    }

    @Test
    void letters_stay_while_the_archive_is_full() {
        Run dead = samples.fired(job, T0).withState(FAILED);
        owner.write(insert(dead), mark(dead, new Mark.Dead(DeadReason.NO_COMPENSATION)));
        owner.purge(day(9), day(3), null);
        archive.roomFor(0);

        assertThatThrownBy(() -> owner.purge(day(99), day(93), day(50))).isInstanceOf(ArchiveException.class);

        assertThat(isThere(dead)).isTrue();
        assertThat(archive.open()).isEmpty();
    }

    private List<Run> many() {
        var all = new ArrayList<Run>();
        var writes = new ArrayList<Write>();
        for (int i = 0; i < MANY; i++) {
            Run run = samples.fired(job, T0).withState(succeeded(at(1)));
            all.add(run);
            writes.add(insert(run));
        }
        owner.write(writes.toArray(Write[]::new));
        return all;
    }

    private TestingArchive.Volume only(Kind kind) {
        assertThat(archive.sealed(kind)).hasSize(1);
        return archive.sealed(kind).getFirst();
    }

    private boolean isThere(@Nullable Run run) {
        return run != null && catalog().run(Namespace.DEFAULT, run.id()).isPresent();
    }

    private static Write attempt(Run run) {
        return new Write.AddAttempt(P1, run.id(), ATTEMPT, at(1), ERROR);
    }

    private static Instant day(int number) {
        return T0.plus(Duration.ofDays(number));
    }
}
