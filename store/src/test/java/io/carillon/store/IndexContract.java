package io.carillon.store;

import static io.carillon.store.Subject.ATTEMPT;
import static io.carillon.store.Subject.T0;
import static io.carillon.store.Subject.insert;
import static io.carillon.store.Subject.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.RunFilter;
import io.carillon.engine.Write;
import io.carillon.model.Namespace;
import io.carillon.model.job.Job;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever state the index of a day is in, what succeeded on it is found by its id, its job and its time. */
abstract class IndexContract {

    /** So small that a few hundred runs make segments of several levels, with several blocks each. */
    private static final IndexSizes TINY = new IndexSizes(2, 3, 5, 2);

    /** A day is over by the database's own clock. */
    private static final Instant FAR_FROM_OVER = Instant.parse("2127-01-01T00:00:00Z");

    private static final Instant LONG_OVER = Instant.parse("2024-04-06T00:00:00Z");

    private static final int JOBS = 5;
    private static final int BATCHES = 60;
    private static final Comparator<Run> LATEST_FIRST =
            Comparator.comparing(Run::scheduledAt).thenComparing(Run::id).reversed();

    private final Random random = new Random(7);
    private final List<Run> all = new ArrayList<>();
    private final List<Job> jobs = new ArrayList<>();
    private Instant firstDay = FAR_FROM_OVER;
    private Subject subject;
    private Indexer indexer;

    abstract JdbcStore open();

    @BeforeEach
    void begin() {
        subject = Subject.over(open(), this::change);
        indexer = subject.store().indexer(TINY);
        for (int i = 0; i < JOBS; i++) {
            Job job = subject.job("job-" + i);
            jobs.add(job);
            subject.commit(put(job));
        }
    }

    /** Past the store, which would never write such things. */
    private void change(String... statements) {
        Writer.Ending<Boolean> ending = subject.store().housekeeper().transact(session -> {
            for (String statement : statements) {
                session.execute(statement);
            }
            return true;
        });
        assertThat(ending).isInstanceOf(Writer.Ending.Done.class);
    }

    @Test
    void runs_are_found_while_pages_are_fresh_and_after_each_step_of_the_index() throws SQLException {
        for (int batch = 0; batch < BATCHES; batch++) {
            commitSome();
            if (random.nextBoolean()) {
                indexer.round();
            }
            if (batch % 10 == 0) {
                assertAllIsFound();
            }
        }
        int rounds = 0;
        while (indexer.round() == IndexStep.MORE) {
            rounds++;
        }

        assertThat(rounds).isPositive();
        assertAllIsFound();
    }

    @Test
    void several_nodes_may_keep_one_index() throws Exception {
        var indexers = List.of(indexer, subject.store().indexer(TINY));
        for (int batch = 0; batch < BATCHES; batch++) {
            commitSome();
            Thread[] nodes = indexers.stream()
                    .map(each -> Thread.ofVirtual().start(() -> roundOf(each)))
                    .toArray(Thread[]::new);
            for (Thread node : nodes) {
                node.join();
            }
        }

        assertAllIsFound();
        assertThat(entriesById()).hasSameSizeAs(all).doesNotHaveDuplicates();
    }

    /** Both have prepared the same step by the time when the first of them may carry it out. */
    @Test
    void of_two_nodes_that_prepared_the_same_step_one_says_that_it_was_overtaken() throws Exception {
        IntStream.range(0, 4).forEach(_ -> commitSome());
        var steps = new ConcurrentLinkedQueue<IndexStep>();
        List<Thread> nodes = Stream.of(indexer, subject.store().indexer(TINY))
                .map(each -> Thread.ofPlatform().unstarted(() -> steps.add(roundOf(each))))
                .toList();
        subject.store().housekeeper().transact(_ -> {
            nodes.forEach(Thread::start);
            nodes.forEach(IndexContract::awaitThatItWaits);
            return true;
        });
        for (Thread node : nodes) {
            node.join();
        }

        assertThat(steps).hasSize(2).containsOnlyOnce(IndexStep.OVERTAKEN);
        assertAllIsFound();
    }

    private static void awaitThatItWaits(Thread node) {
        while (node.getState() != Thread.State.WAITING) {
            assertThat(node.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }

    private static IndexStep roundOf(Indexer each) {
        try {
            return each.round();
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void the_index_of_a_day_that_is_over_becomes_one_segment() throws SQLException {
        firstDay = LONG_OVER;
        IntStream.range(0, BATCHES).forEach(_ -> commitSome());

        indexAll();

        assertThat(segments())
                .allMatch(segment -> segment.is(Segment.State.WHOLE))
                .hasSize(2);
        assertThat(freshPages()).isEmpty();
        assertListsAreFull();
    }

    @Test
    void a_block_that_cannot_be_read_hides_nothing_and_is_not_merged_into_others() throws SQLException {
        commitAndIndex();
        for (Slice day : days()) {
            subject.sql("UPDATE " + new Slice(Family.SHELVES, day.day()).table() + " SET body = " + "'00'"
                    + " WHERE number IN (SELECT number FROM (SELECT min(number) AS number FROM "
                    + new Slice(Family.SHELVES, day.day()).table() + ") AS first_one)");
        }

        commitAndIndex();

        assertAllIsFound();
        assertThat(segments()).anyMatch(segment -> segment.is(Segment.State.BROKEN));
    }

    @Test
    void what_is_noted_beside_a_run_that_succeeded_is_read_with_it() throws SQLException {
        commitSome();
        Run run = all.getFirst();
        Run again = subject.fired(jobs.getFirst(), T0);

        subject.commit(new Write.MarkRun(Subject.PARTITION, run.id(), new Mark.RerunBy(again.id())));
        indexAll();

        assertThat(subject.store().catalog().run(run.job().namespace(), run.id()))
                .hasValueSatisfying(read -> assertThat(read.sequel().rerunBy()).isEqualTo(again.id()));
    }

    @Test
    void no_run_is_found_that_is_not_there() throws SQLException {
        commitSome();
        Run never = subject.fired(jobs.getFirst(), T0);
        commitSome();
        indexAll();

        assertThat(subject.store().catalog().run(Namespace.DEFAULT, never.id())).isEmpty();
        assertThat(among(List.of(never, all.getFirst())))
                .containsExactly(all.getFirst().id().value());
    }

    /** Up to forty runs that end on one of two days, some of them scheduled long before. */
    private void commitSome() {
        Instant end = firstDay.plus(Duration.ofDays(random.nextInt(2))).plusSeconds(random.nextInt(1_000));
        int count = 1 + random.nextInt(40);
        var writes = new ArrayList<Write>();
        for (int i = 0; i < count; i++) {
            Job job = jobs.get(random.nextInt(JOBS));
            Instant scheduledAt = end.minusSeconds(random.nextInt(5));
            Run run = subject.fired(job, random.nextInt(10) == 0 ? scheduledAt.minusSeconds(90_000) : scheduledAt)
                    .withState(new RunState.Succeeded(ATTEMPT, end, end, null));
            all.add(run);
            writes.add(insert(run));
        }
        subject.commit(writes.toArray(Write[]::new));
    }

    /** In so many steps that there are segments to merge. */
    private void commitAndIndex() throws SQLException {
        for (int batch = 0; batch < 40; batch++) {
            commitSome();
            indexAll();
        }
    }

    private void indexAll() throws SQLException {
        var step = IndexStep.MORE;
        while (step == IndexStep.MORE) {
            step = indexer.round();
        }
        assertThat(step).isEqualTo(IndexStep.DONE);
    }

    private <T> T read(Session.Work<T> work) {
        return subject.store().readers().read(work);
    }

    private <T> T snapshot(Session.Work<T> work) {
        return read(session -> session.together(subject.store().dialect().beginReading(), work));
    }

    private List<Segment> segments() {
        return read(Segment::all);
    }

    private List<Long> freshPages() {
        return read(session -> session.query("SELECT id FROM fresh_pages", _ -> {}, Row::number));
    }

    private void assertListsAreFull() {
        assertThat(list(null)).containsExactlyElementsOf(inOrder(all));
        for (Job job : jobs) {
            assertThat(list(job))
                    .containsExactlyElementsOf(inOrder(all.stream()
                            .filter(run -> run.job().equals(job.key()))
                            .toList()));
        }
    }

    private void assertAllIsFound() {
        assertListsAreFull();
        for (int i = 0; i < 20; i++) {
            Run run = all.get(random.nextInt(all.size()));
            assertThat(subject.store().catalog().run(Namespace.DEFAULT, run.id()))
                    .contains(run);
        }
        List<Run> some = random.ints(0, all.size())
                .distinct()
                .limit(Math.min(all.size(), 90))
                .mapToObj(all::get)
                .toList();
        assertThat(among(some)).hasSameSizeAs(some);
    }

    private static List<Run> inOrder(List<Run> runs) {
        return runs.stream().sorted(LATEST_FIRST).toList();
    }

    /** All runs of a list, page by page. */
    private List<Run> list(@Nullable Job job) {
        var found = new ArrayList<Run>();
        List<Run> page = page(job, null);
        while (!page.isEmpty()) {
            found.addAll(page);
            Run last = page.getLast();
            page = page(job, new RunFilter.Position(last.scheduledAt(), last.id()));
        }
        return found;
    }

    private List<Run> page(@Nullable Job job, RunFilter.@Nullable Position before) {
        var filter = new RunFilter(
                Namespace.DEFAULT,
                job == null ? null : job.key().name(),
                Set.of(RunStatus.SUCCEEDED),
                null,
                null,
                before);
        return subject.store().catalog().runs(filter, 1 + random.nextInt(50));
    }

    /** Those that have ended. */
    private Set<Long> among(List<Run> runs) {
        List<Long> ids = runs.stream().map(run -> run.id().value()).toList();
        return snapshot(session -> {
            var found = new TreeSet<Long>();
            for (DoneDay day : DoneDay.of(days(session), new SetAside(), session)) {
                found.addAll(day.among(ids, session));
            }
            return found;
        });
    }

    private List<Long> entriesById() {
        return snapshot(session -> {
            var found = new ArrayList<Long>();
            for (DoneDay day : DoneDay.of(days(session), new SetAside(), session)) {
                day.last(Entry.boundById(0), Entry.boundById(Long.MAX_VALUE), Integer.MAX_VALUE, session)
                        .forEach(entry -> found.add(entry.run()));
            }
            return found;
        });
    }

    private List<Slice> days() {
        return read(IndexContract::days);
    }

    private static List<Slice> days(Session session) throws SQLException {
        return Slices.of(Family.DONE, session).stream().map(Slices.Span::slice).toList();
    }
}
