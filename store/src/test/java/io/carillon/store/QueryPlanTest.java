package io.carillon.store;

import static io.carillon.store.Subject.ATTEMPT;
import static io.carillon.store.Subject.PARTITION;
import static io.carillon.store.Subject.T0;
import static io.carillon.store.Subject.insert;
import static io.carillon.store.Subject.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Band;
import io.carillon.engine.Write;
import io.carillon.engine.log.LogBlock;
import io.carillon.engine.log.LogLevel;
import io.carillon.engine.log.LogLimits;
import io.carillon.engine.log.LogLine;
import io.carillon.model.JobId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunStatus;
import io.carillon.store.WindowQueries.Behind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No query's cost grows with what it does not show: each finds its rows by an index that is in the order it wants. */
final class QueryPlanTest {

    private static final int ROWS = 5;
    private static final String PARTS = "parts_20270101";
    private static final Predicate<String> TABLE_SCAN =
            Pattern.compile("SCAN (live|letters|[a-z]+_20270101)").asPredicate();

    @TempDir
    private Path directory;

    @BeforeEach
    void fill() throws SQLException {
        try (Subject subject = Subject.open(directory)) {
            Job job = subject.job("job");
            subject.commit(put(job));
            var line = new LogLine(1, T0, LogLevel.INFO, "", "text");
            var block = new LogBlock(subject.fired(job, T0).id(), ATTEMPT.token(), 0, 36, 1, true, List.of(line));
            subject.store().logs().append(List.of(block), LogLimits.of(1_000), T0);
            for (int i = 0; i < ROWS; i++) {
                Run done = subject.fired(job, T0.plusSeconds(i));
                Run asked = subject.run(job, T0, new Cause.Requested("key-" + i));
                var failed = new RunState.Failed(null, null, T0, new RunError("E", ""));
                subject.commit(
                        insert(subject.fired(job, T0)),
                        insert(asked),
                        insert(done.withState(new RunState.Succeeded(ATTEMPT, T0, T0, null))),
                        insert(subject.fired(job, T0).withState(failed)),
                        insert(subject.run(job, T0, new Cause.Shard(done.id(), i, ROWS))),
                        new Write.AddAttempt(PARTITION, done.id(), ATTEMPT, T0, new RunError("E", "")));
            }
        }
    }

    private static Stream<RunList> lists() {
        Set<RunStatus> ended = EnumSet.of(RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.SKIPPED);
        return Stream.of(
                RunList.live(EnumSet.of(RunStatus.PENDING), 0),
                RunList.live(EnumSet.of(RunStatus.SCHEDULED), 0),
                RunList.live(EnumSet.of(RunStatus.PENDING, RunStatus.SCHEDULED, RunStatus.RUNNING), 0),
                RunList.undone("undone_20270101", 0, EnumSet.of(RunStatus.FAILED), false),
                RunList.undone("undone_20270101", 0, ended, false),
                RunList.undone("undone_20270101", 0, ended, true),
                RunList.undone("letters", 0, ended, false),
                RunList.undone("letters", 0, ended, true));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void a_list_reads_one_range_of_an_index_for_each_condition(RunList list) throws SQLException {
        for (boolean ofJob : new boolean[] {false, true}) {
            List<String> plan = plan(list.statement(ofJob, false));

            assertThat(searches(plan, list.table()))
                    .hasSize(list.conditions().size())
                    .allMatch(search -> search.contains("INDEX " + list.table() + "_by_")
                            && search.contains(ofJob ? "(namespace=? AND job=?" : "(namespace=?")
                            && search.endsWith("scheduled_at>? AND scheduled_at<?)"));
            assertThat(searches(plan, list.table()))
                    .filteredOn(search -> search.contains("COVERING"))
                    .hasSize((int) list.conditions().stream()
                            .filter(condition -> !condition.contains("due_at"))
                            .count());
            assertNothingIsScannedOrSorted(plan);
        }
    }

    @ParameterizedTest
    @MethodSource("lists")
    void a_further_page_begins_at_its_place_even_among_runs_of_the_same_instant(RunList list) throws SQLException {
        for (boolean ofJob : new boolean[] {false, true}) {
            List<String> plan = plan(list.statement(ofJob, true));

            assertThat(searches(plan, list.table()))
                    .hasSize(2 * list.conditions().size())
                    .filteredOn(search -> search.endsWith("scheduled_at=? AND rowid<?)"))
                    .hasSize(list.conditions().size());
            assertNothingIsScannedOrSorted(plan);
        }
    }

    @Test
    void the_jobs_of_a_partition_are_found_by_an_index_alone_and_their_documents_where_they_lie_together()
            throws SQLException {
        List<String> plan = plan(DefinitionReader.jobs(List.of(new Partition(3), new Partition(7))));

        assertThat(plan)
                .containsExactly(
                        "SEARCH j USING COVERING INDEX jobs_by_partition (partition_number=? AND existing=?)",
                        "SEARCH v USING PRIMARY KEY (partition_number=? AND job_id=? AND version=?)");
    }

    @Test
    void the_index_of_a_day_is_read_block_by_block_in_its_order() throws SQLException {
        String table = "shelves_20270101";
        String search = "SEARCH " + table + " USING INDEX " + table + "_in_order (segment=?";

        assertThat(searches(plan(Shelves.lastBefore(table, 8)), table))
                .isNotEmpty()
                .allMatch((search + " AND first_entry<?)")::equals);
        assertThat(plan(Shelves.lastBefore(table, 8))).noneMatch(TABLE_SCAN).noneMatch(step -> step.contains("TEMP"));
        assertThat(plan(Shelves.behind(table))).containsExactly(search + " AND first_entry>?)");
        assertThat(plan(Shelves.last(table))).containsExactly(search + ")");
        assertThat(plan(Shelves.some(table))).singleElement().asString().endsWith("_in_order (segment=?)");
        assertThat(plan(Shelves.deleting(table)))
                .containsExactly("SEARCH " + table + " USING INTEGER PRIMARY KEY (rowid=?)");
    }

    @Test
    void pages_and_what_is_noted_beside_their_runs_are_found_by_ids() throws SQLException {
        assertThat(plan(PageRows.among("done_20270101")))
                .containsExactly("SEARCH done_20270101 USING INTEGER PRIMARY KEY (rowid=?)");
        assertThat(plan(PageRows.marked())).containsExactly("SEARCH page_marks USING INTEGER PRIMARY KEY (rowid=?)");
    }

    @Test
    void plans_are_found_by_their_partition() throws SQLException {
        String ofPartition = "SEARCH plans USING INDEX plans_by_partition (partition_number=?";

        assertThat(plan(PlanRows.ONE)).singleElement().asString().startsWith(ofPartition);
        assertThat(plan(Unpacker.some(List.of(new Partition(3), new Partition(7)))))
                .singleElement()
                .asString()
                .startsWith(ofPartition);
        for (String lives : List.of(PlanList.EXISTING, PlanList.DELETED)) {
            assertThat(plan(PlanList.HOMES + lives))
                    .first()
                    .asString()
                    .endsWith("INDEX jobs_by_name (namespace=? AND existing=? AND name=?)");
        }
        assertThat(plan(PlanList.statement(1))).first().asString().startsWith(ofPartition);
        assertThat(plan(EndedTable.among("undone_20270101")))
                .containsExactly("SEARCH undone_20270101 USING INTEGER PRIMARY KEY (rowid=?)");
    }

    @Test
    void whether_a_day_has_anything_of_a_job_is_one_look_at_its_index() throws SQLException {
        assertThat(plan(JobDays.statement(List.of("undone_20270101"))))
                .last()
                .asString()
                .endsWith("INDEX undone_20270101_by_job (namespace=? AND job=?)");
    }

    @Test
    void fires_that_were_cancelled_ahead_are_found_without_a_look_at_the_history() throws SQLException {
        assertThat(plan(DefinitionReader.CANCELLED_AHEAD))
                .first()
                .asString()
                .contains("INDEX cancelled_ahead_by_schedule (scheduled_at>?)");
    }

    @ParameterizedTest
    @EnumSource(Band.class)
    void a_window_reads_two_ranges_of_its_band_whatever_it_leaves_out(Band band) throws SQLException {
        for (Set<JobId> without : List.of(Set.<JobId>of(), Set.of(new JobId(1), new JobId(2)))) {
            assertThat(plan(WindowQueries.ofBand(band, without, Behind.TOGETHER, "")))
                    .singleElement()
                    .asString()
                    .endsWith("USING INDEX live_by_due (band=? AND due_at=? AND id>?)");
            assertThat(plan(WindowQueries.ofBand(band, without, Behind.LATER, "")))
                    .singleElement()
                    .asString()
                    .endsWith("USING INDEX live_by_due (band=? AND due_at>? AND due_at<?)");
        }
    }

    @ParameterizedTest
    @EnumSource(Band.class)
    void a_window_of_a_job_reads_its_own_ranges_only(Band band) throws SQLException {
        List<String> together = plan(WindowQueries.ofJob(band, Behind.TOGETHER, ""));
        List<String> later = plan(WindowQueries.ofJob(band, Behind.LATER, ""));

        assertThat(searches(together, "live"))
                .hasSize(3)
                .allMatch(search -> search.endsWith(
                        "live_by_job (namespace=? AND job=? AND status=? AND scheduled_at=? AND rowid>?)"));
        assertThat(searches(later, "live"))
                .hasSize(3)
                .allMatch(search -> search.endsWith(
                        "live_by_job" + " (namespace=? AND job=? AND status=? AND scheduled_at>? AND scheduled_at<?)"));
        assertNothingIsScannedOrSorted(together);
        assertNothingIsScannedOrSorted(later);
    }

    @Test
    void history_is_emptied_in_the_order_in_which_it_lies() throws SQLException {
        for (Family family : Family.values()) {
            var slice = new Slice(family, 20270101);

            assertThat(plan(Purger.emptying(slice)))
                    .anyMatch(step -> step.startsWith("SEARCH " + slice.table() + " USING INTEGER PRIMARY KEY"))
                    .noneMatch(step -> step.contains("TEMP B-TREE"));
        }
    }

    @Test
    void lines_are_found_and_cut_by_their_run_and_in_their_order() throws SQLException {
        String table = "logs_20270101";

        for (boolean attempt : new boolean[] {true, false}) {
            assertThat(plan(JdbcLogs.reading(table, false, attempt)))
                    .containsExactly("SEARCH " + table + " USING INDEX " + table + "_in_order (run_id=?)");
            assertThat(plan(JdbcLogs.reading(table, true, attempt)))
                    .containsExactly("SEARCH " + table + " USING INDEX " + table
                            + "_in_order (run_id=? AND (epoch,attempt,starts_at)>(?,?,?))");
        }
        assertThat(plan(JdbcLogs.cutting(table)))
                .containsExactly("SEARCH " + table + " USING INDEX " + table
                        + "_in_order (run_id=? AND epoch=? AND attempt=? AND starts_at>? AND starts_at<?)");
    }

    @Test
    void history_is_archived_in_the_order_in_which_it_lies() throws SQLException {
        for (String table : List.of("undone_20270101", PARTS)) {
            assertThat(plan(HistoryReader.runs(table, RunRows.READ_LIVE)))
                    .containsExactly("SEARCH " + table + " USING INTEGER PRIMARY KEY (rowid>?)");
        }
        assertThat(plan(PageRows.counts("done_20270101")))
                .containsExactly("SEARCH done_20270101 USING INTEGER PRIMARY KEY (rowid>?)");
        assertThat(plan(PageRows.between("done_20270101")))
                .containsExactly("SEARCH done_20270101 USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)");
        assertThat(plan(HistoryReader.attempts("attempts_20270101")))
                .containsExactly("SEARCH attempts_20270101 USING INTEGER PRIMARY KEY (rowid>?)");
        assertThat(plan(HistoryReader.among("letters")))
                .containsExactly("SEARCH letters USING INTEGER PRIMARY KEY (rowid=?)");
    }

    @Test
    void what_is_archived_beside_runs_is_found_by_an_index() throws SQLException {
        assertThat(plan(HistoryReader.attemptsAmong("attempts_20270101")))
                .contains("SEARCH attempts_20270101 USING INDEX attempts_20270101_by_run (run_id=?)");
        assertThat(plan(HistoryReader.wholes(PARTS)))
                .containsExactly("SEARCH parts_20270101 USING COVERING INDEX parts_20270101_by_whole (whole_id=?)");
    }

    @Test
    void what_keeps_the_parts_of_a_day_is_found_where_it_lies() throws SQLException {
        for (String table : List.of("live", "undone_20270101", "letters")) {
            assertThat(plan(EndedTable.between(table)))
                    .containsExactly("SEARCH " + table + " USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)");
        }
        assertThat(plan(KeptParts.ofAny(PARTS)))
                .containsExactly("SEARCH parts_20270101 USING COVERING INDEX parts_20270101_by_whole (whole_id=?)");
    }

    @Test
    void letters_that_are_to_go_are_found_by_an_index() throws SQLException {
        for (String sql : List.of(Letters.DEALT_WITH, Letters.TOO_OLD)) {
            assertThat(plan(sql)).singleElement().asString().contains("COVERING INDEX letters_by_day (dead=?");
        }
    }

    @Test
    void the_dead_letters_of_a_day_are_found_without_a_look_at_its_rows() throws SQLException {
        assertThat(plan(Letters.dead(new Slice(Family.UNDONE, 20270101))))
                .singleElement()
                .asString()
                .contains("COVERING INDEX undone_20270101_by_");
    }

    @Test
    void unused_jobs_are_found_among_the_deleted_ones() throws SQLException {
        assertThat(plan(UnusedJobs.OVER)).singleElement().asString().contains("INDEX jobs_deleted (deleted_at<?)");
        assertThat(plan(UnusedJobs.NOTE))
                .anyMatch(step -> step.contains("INDEX jobs_deleted (deleted_at<?)"))
                .anyMatch(step -> step.contains("INDEX live_by_job (namespace=? AND job=?)"))
                .noneMatch(step -> step.startsWith("SCAN"));
    }

    @Test
    void one_run_and_its_attempts_are_found_by_its_id() throws SQLException {
        assertThat(plan(RunRows.one("undone_20270101", RunRows.ENDED)))
                .singleElement()
                .asString()
                .endsWith("USING INTEGER PRIMARY KEY (rowid=?)");
        assertThat(plan(RunCatalog.attempts("attempts_20270101")))
                .singleElement()
                .asString()
                .endsWith("INDEX attempts_20270101_by_run (run_id=?)");
    }

    @Test
    void the_parts_of_a_run_are_found_by_that_run_whatever_is_asked_of_them() throws SQLException {
        RunList list = RunList.partsOf(PARTS, new RunId(1), EnumSet.allOf(RunStatus.class), 0);
        List<String> statements = List.of(
                RunCatalog.shards(PARTS),
                list.statement(false, true),
                list.statement(true, false),
                WindowQueries.endedParts(PARTS, List.of(new RunId(1), new RunId(2))));

        for (String sql : statements) {
            assertThat(plan(sql))
                    .anyMatch(step -> step.contains("INDEX parts_20270101_by_whole (whole_id=?"))
                    .noneMatch(TABLE_SCAN);
        }
        assertThat(plan(WindowQueries.partsOf(PARTS, "")))
                .containsExactly(
                        "SEARCH parts_20270101 USING INDEX parts_20270101_by_whole (whole_id=? AND part_index>?)");
    }

    @Test
    void a_single_part_is_found_and_changed_by_its_id() throws SQLException {
        for (String sql : List.of(
                RunCatalog.onePart(List.of(PARTS, PARTS)),
                WindowQueries.namedParts(List.of(PARTS, PARTS), List.of(new RunId(1), new RunId(2)), ""),
                PartWriter.update(PARTS))) {
            assertThat(plan(sql))
                    .anyMatch(step -> step.equals("SEARCH parts_20270101 USING INTEGER PRIMARY KEY (rowid=?)"))
                    .noneMatch(TABLE_SCAN);
        }
    }

    @Test
    void named_runs_are_found_by_their_ids() throws SQLException {
        assertThat(plan(WindowQueries.named(List.of(new RunId(1), new RunId(2)), "")))
                .singleElement()
                .asString()
                .endsWith("USING INTEGER PRIMARY KEY (rowid=?)");
    }

    @Test
    void the_definitions_that_runs_were_made_from_are_found_by_their_keys() throws SQLException {
        var versions = List.of(new RunVersion(new JobId(1), 1), new RunVersion(new JobId(1), 2));

        assertThat(plan(WindowQueries.documents(versions, new SqliteDialect())))
                .filteredOn(step -> step.startsWith("SEARCH v "))
                .singleElement()
                .asString()
                .contains("(partition_number=? AND job_id=? AND version=?)");
    }

    @Test
    void a_page_of_jobs_reads_one_range_of_their_names() throws SQLException {
        List<String> plan = plan(JobCatalog.LIST);

        assertThat(plan).anyMatch(step -> step.contains("INDEX jobs_by_name (namespace=? AND existing=? AND name>?)"));
        assertNothingIsScannedOrSorted(plan);
    }

    @Test
    void a_page_of_resources_reads_one_range_and_the_latest_revision_one_row() throws SQLException {
        assertThat(plan(ResourceCatalog.LIST))
                .singleElement()
                .asString()
                .endsWith("(kind=? AND namespace=? AND name>?)");
        assertThat(plan(ResourceCatalog.LAST_REVISION))
                .singleElement()
                .asString()
                .startsWith("SEARCH")
                .endsWith("USING COVERING INDEX resources_by_revision");
    }

    @Test
    void withdrawals_and_cancellations_search_the_pending_runs_of_one_job() throws SQLException {
        var dialect = new SqliteDialect();
        var setAside = new SetAside();
        var canceller = new Canceller(dialect, new RunWriter(dialect), setAside);

        for (String sql : List.of(new Applier(dialect, setAside, Place.ONLY).withdrawFires(), canceller.pending())) {
            assertThat(plan(sql))
                    .anyMatch(step -> step.contains("INDEX live_by_job (namespace=? AND job=? AND status=?)"))
                    .noneMatch(step -> step.startsWith("SCAN"));
        }
        assertThat(plan(Canceller.READ)).first().asString().endsWith("USING INTEGER PRIMARY KEY (rowid=?)");
    }

    @Test
    void a_request_is_found_by_its_key() throws SQLException {
        for (String sql : List.of(
                KeyCatalog.statement(List.of("keys_20270101"), 1, true),
                KeyCatalog.statement(List.of("keys_20270101"), 20, true))) {
            assertThat(plan(sql))
                    .first()
                    .asString()
                    .endsWith("INDEX keys_20270101_by_key (of_run=? AND run_key=? AND job_id=?)");
        }
        assertThat(plan(KeyCatalog.statement(List.of("keys_20270101"), 1, false)))
                .singleElement()
                .asString()
                .endsWith("INDEX keys_20270101_by_key (of_run=? AND run_key=?)");
    }

    /** What is sorted in the end, twice, is one page of each status, never a list. */
    private static void assertNothingIsScannedOrSorted(List<String> plan) {
        assertThat(plan)
                .noneMatch(step -> step.startsWith("SCAN r") || step.startsWith("SCAN j") || TABLE_SCAN.test(step));
    }

    private static List<String> searches(List<String> plan, String table) {
        return plan.stream()
                .filter(step -> step.startsWith("SEARCH " + table + " "))
                .toList();
    }

    private List<String> plan(String sql) throws SQLException {
        var plan = new ArrayList<String>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("carillon.db"));
                Statement statement = connection.createStatement();
                ResultSet steps = statement.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
            while (steps.next()) {
                plan.add(steps.getString("detail"));
            }
        }
        return plan;
    }
}
