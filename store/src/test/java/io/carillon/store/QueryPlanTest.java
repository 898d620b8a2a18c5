package io.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Band;
import io.carillon.model.JobId;
import io.carillon.model.RunId;
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
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No query's cost grows with what it does not show: each finds its rows by an index that is in the order it wants. */
final class QueryPlanTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void make() {
        EmbeddedDatabase.open(directory).close();
    }

    static Stream<Set<RunStatus>> statuses() {
        return Stream.concat(
                Stream.of(EnumSet.allOf(RunStatus.class), EnumSet.of(RunStatus.SUCCEEDED, RunStatus.FAILED)),
                Stream.of(RunStatus.values()).map(EnumSet::of));
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void a_list_of_a_namespace_reads_one_range_of_an_index_for_each_status(Set<RunStatus> statuses)
            throws SQLException {
        List<String> plan = plan(RunCatalog.list(false, RunCatalog.any(statuses), false));

        assertThat(searches(plan))
                .hasSize(statuses.size())
                .allMatch(
                        search -> search.endsWith(
                                "COVERING INDEX runs_by_status (namespace=? AND status=? AND scheduled_at>? AND scheduled_at<?)"));
        assertNothingIsScannedOrSorted(plan);
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void a_list_of_a_job_reads_one_range_of_an_index_for_each_status(Set<RunStatus> statuses) throws SQLException {
        List<String> plan = plan(RunCatalog.list(true, RunCatalog.any(statuses), false));

        assertThat(searches(plan))
                .hasSize(statuses.size())
                .allMatch(search -> search.contains("COVERING INDEX runs_by_job_")
                        && search.contains("(namespace=? AND job=?")
                        && search.endsWith("scheduled_at>? AND scheduled_at<?)"));
        assertNothingIsScannedOrSorted(plan);
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void a_further_page_begins_at_its_place_even_among_runs_of_the_same_instant(Set<RunStatus> statuses)
            throws SQLException {
        for (boolean ofJob : new boolean[] {false, true}) {
            List<String> plan = plan(RunCatalog.list(ofJob, RunCatalog.any(statuses), true));

            assertThat(searches(plan))
                    .hasSize(2 * statuses.size())
                    .filteredOn(search -> search.endsWith("scheduled_at=? AND rowid<?)"))
                    .hasSize(statuses.size());
            assertNothingIsScannedOrSorted(plan);
        }
    }

    @Test
    void the_jobs_of_a_partition_are_found_by_an_index_alone_and_their_documents_where_they_lie_together()
            throws SQLException {
        List<String> plan = plan(DefinitionReader.JOBS);

        assertThat(plan)
                .containsExactly(
                        "SEARCH j USING COVERING INDEX jobs_by_partition (partition_number=?)",
                        "SEARCH v USING PRIMARY KEY (partition_number=? AND job_id=? AND version=?)");
    }

    @Test
    void fires_that_were_cancelled_ahead_are_found_without_a_look_at_the_history() throws SQLException {
        assertThat(plan(DefinitionReader.CANCELLED_AHEAD))
                .containsExactly("SEARCH runs USING INDEX runs_cancelled (scheduled_at>?)");
    }

    @ParameterizedTest
    @EnumSource(Band.class)
    void a_window_reads_two_ranges_of_its_band_whatever_it_leaves_out(Band band) throws SQLException {
        String index = "USING INDEX runs_live_" + band.name().toLowerCase(Locale.ROOT);
        for (Set<JobId> without : List.of(Set.<JobId>of(), Set.of(new JobId(1), new JobId(2)))) {
            assertThat(plan(WindowQueries.ofBand(band, without, Behind.TOGETHER, "")))
                    .singleElement()
                    .asString()
                    .endsWith(index + " (due_at=? AND id>?)");
            assertThat(plan(WindowQueries.ofBand(band, without, Behind.LATER, "")))
                    .singleElement()
                    .asString()
                    .endsWith(index + " (due_at>? AND due_at<?)");
        }
    }

    @ParameterizedTest
    @EnumSource(Band.class)
    void a_window_of_a_job_reads_its_own_ranges_only(Band band) throws SQLException {
        List<String> together = plan(WindowQueries.ofJob(band, Behind.TOGETHER, ""));
        List<String> later = plan(WindowQueries.ofJob(band, Behind.LATER, ""));

        assertThat(searches(together))
                .hasSize(3)
                .allMatch(search -> search.endsWith(
                        "runs_by_job_other (namespace=? AND job=? AND status=? AND scheduled_at=? AND rowid>?)"));
        assertThat(searches(later))
                .hasSize(3)
                .allMatch(search -> search.endsWith("runs_by_job_other"
                        + " (namespace=? AND job=? AND status=? AND scheduled_at>? AND scheduled_at<?)"));
        assertNothingIsScannedOrSorted(together);
        assertNothingIsScannedOrSorted(later);
    }

    @Test
    void dead_letters_are_listed_by_indexes_of_their_own() throws SQLException {
        Set<RunStatus> any = EnumSet.allOf(RunStatus.class);

        assertThat(searches(plan(RunCatalog.list(false, RunCatalog.dead(false, any), false))))
                .singleElement()
                .asString()
                .contains("INDEX runs_dead (namespace=? AND scheduled_at>? AND scheduled_at<?)");
        assertThat(searches(plan(RunCatalog.list(true, RunCatalog.dead(true, any), false))))
                .singleElement()
                .asString()
                .contains("INDEX runs_dead_by_job (namespace=? AND job=? AND scheduled_at>? AND scheduled_at<?)");
    }

    @Test
    void old_history_is_found_where_it_lies_without_an_index() throws SQLException {
        assertThat(plan(Purger.LOOK)).containsExactly("SEARCH runs USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)");
        assertThat(plan(Purger.UNUSED))
                .anyMatch(step -> step.contains("INDEX jobs_deleted (deleted_at<?)"))
                .anyMatch(step -> step.contains("USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"));
    }

    @Test
    void named_runs_are_found_by_their_ids() throws SQLException {
        assertThat(plan(WindowQueries.named(List.of(new RunId(1), new RunId(2)), "")))
                .singleElement()
                .asString()
                .endsWith("USING INTEGER PRIMARY KEY (rowid=?)");
    }

    @Test
    void a_page_of_jobs_reads_one_range_of_their_names() throws SQLException {
        List<String> plan = plan(JobCatalog.LIST);

        assertThat(plan).anyMatch(step -> step.contains("INDEX jobs_by_name (namespace=? AND name>?)"));
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
        var applier = new Applier(new SqliteDialect());

        for (String sql : List.of(applier.withdrawFires(), applier.cancelPending())) {
            assertThat(plan(sql))
                    .anyMatch(step -> step.contains("INDEX runs_by_job_other (namespace=? AND job=? AND status=?)"))
                    .noneMatch(step -> step.startsWith("SCAN"));
        }
    }

    @Test
    void a_request_is_found_by_its_key() throws SQLException {
        for (String sql : List.of(RunCatalog.REQUESTED, RunCatalog.RERUN)) {
            assertThat(plan(sql))
                    .anyMatch(step -> step.contains("INDEX runs_by_key (job_id=? AND run_key=?)"))
                    .noneMatch(step -> step.startsWith("SCAN"));
        }
    }

    /** What is sorted in the end, twice, is one page of each status, never a list. */
    private static void assertNothingIsScannedOrSorted(List<String> plan) {
        assertThat(plan)
                .noneMatch(
                        step -> step.startsWith("SCAN runs") || step.startsWith("SCAN r") || step.startsWith("SCAN j"));
    }

    private static List<String> searches(List<String> plan) {
        return plan.stream().filter(step -> step.startsWith("SEARCH runs")).toList();
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
