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
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunStatus;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which days a list asks. */
final class ReachTest {

    private static final int DAYS = 10;

    @TempDir
    private Path directory;

    @BeforeEach
    void fill() {
        try (Subject subject = Subject.open(directory)) {
            Job job = subject.job("job");
            subject.commit(put(job));
            IntStream.range(0, DAYS).forEach(number -> subject.commit(insert(run(subject, job, number, number))));
            long last = run(subject, job, DAYS, DAYS).id().value();
            subject.commit(new Write.MovePartition(Subject.PARTITION, T0, last));
        }
    }

    @Test
    void a_list_without_bounds_may_ask_all_days_the_latest_first() throws SQLException {
        assertThat(asked(filter(null, null, null)))
                .containsExactlyElementsOf(IntStream.range(0, DAYS)
                        .mapToObj(number -> table(DAYS - 1 - number))
                        .toList());
    }

    @Test
    void a_list_up_to_an_instant_asks_no_day_behind_the_next() throws SQLException {
        assertThat(asked(filter(null, at(3), null))).containsExactly(table(4), table(3), table(2), table(1), table(0));
    }

    @Test
    void an_hour_of_a_day_is_looked_for_on_two_days() throws SQLException {
        Instant from = at(3).plus(Duration.ofHours(5));

        assertThat(asked(filter(from, from.plus(Duration.ofHours(1)), null))).containsExactly(table(4), table(3));
    }

    @Test
    void a_later_page_asks_no_day_behind_its_place() throws SQLException {
        try (Subject subject = Subject.open(directory)) {
            var place = new RunFilter.Position(
                    at(1), subject.fired(subject.job("other"), at(1)).id());

            assertThat(asked(filter(null, null, place))).containsExactly(table(2), table(1), table(0));
        }
    }

    @Test
    void a_day_on_which_a_run_ended_that_took_long_is_asked_from_then_on() throws SQLException {
        try (Subject subject = Subject.open(directory)) {
            Job job = subject.job("long");
            subject.commit(put(job), insert(run(subject, job, 4, 9)));
            subject.commit(insert(run(subject, job, 2, 9)));
            subject.commit(insert(run(subject, job, 3, 9)));
        }

        assertThat(asked(filter(null, at(2), null))).containsExactly(table(9), table(3), table(2), table(1), table(0));
        assertThat(asked(filter(null, at(1), null))).containsExactly(table(2), table(1), table(0));
    }

    @Test
    void of_days_that_were_there_before_this_was_noted_nothing_is_taken_for_granted() throws SQLException {
        Subject.sql(
                directory,
                "ALTER TABLE slices DROP COLUMN earliest_scheduled_at",
                "DELETE FROM schema_versions WHERE version = 3");
        EmbeddedDatabase.open(directory).close();

        assertThat(asked(filter(null, at(0), null))).hasSize(DAYS);
    }

    private static Run run(Subject subject, Job job, int scheduled, int ended) {
        return subject.fired(job, at(scheduled))
                .withState(new RunState.Succeeded(ATTEMPT, at(scheduled), at(ended), null));
    }

    private static RunFilter filter(@Nullable Instant from, @Nullable Instant to, RunFilter.@Nullable Position before) {
        return new RunFilter(Namespace.DEFAULT, null, Set.of(RunStatus.SUCCEEDED), from, to, before);
    }

    private List<String> asked(RunFilter filter) throws SQLException {
        try (Session session = new SqliteFile(directory.resolve("carillon.db")).openReader()) {
            return RunList.all(filter, new SetAside(), session).stream()
                    .map(DoneList.class::cast)
                    .map(list -> list.day().slice().table())
                    .toList();
        }
    }

    private static Instant at(int day) {
        return T0.plus(Duration.ofDays(day));
    }

    private static String table(int day) {
        return new Slice(Family.DONE, Slice.dayOf(at(day))).table();
    }
}
