package io.carillon.testkit;

import static io.carillon.testkit.Owner.delete;
import static io.carillon.testkit.Owner.insert;
import static io.carillon.testkit.Owner.put;
import static io.carillon.testkit.Samples.ANY_CHARACTERS;
import static io.carillon.testkit.Samples.ATTEMPT;
import static io.carillon.testkit.Samples.CHOSEN;
import static io.carillon.testkit.Samples.P1;
import static io.carillon.testkit.Samples.P2;
import static io.carillon.testkit.Samples.T0;
import static io.carillon.testkit.Samples.at;
import static io.carillon.testkit.Samples.edited;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Catalog;
import io.carillon.engine.FailedAttempt;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.RunFilter;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.Token;
import io.carillon.model.job.Declaration;
import io.carillon.model.job.Job;
import io.carillon.model.job.Sync;
import io.carillon.model.json.Json;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Catalog} shows of its store. */
public abstract class CatalogContract {

    private static final Namespace BANK = new Namespace("bank");
    private static final Comparator<Run> LATEST_FIRST =
            Comparator.comparing(Run::scheduledAt).thenComparing(Run::id).reversed();

    private final Samples samples = new Samples();
    private Store store;
    private Owner owner;

    /** Makes an empty store; asked for once before each test. */
    protected abstract Store open();

    /** The catalog of the store that was made last. */
    protected abstract Catalog catalog();

    @BeforeEach
    void take() {
        store = open();
        owner = new Owner(store, "node-1");
        owner.take(P1, P2);
    }

    @Test
    void a_job_is_found_by_its_name_until_it_is_deleted() {
        Job first = samples.job(P1, "job");
        Job second = samples.job(P1, "job");
        owner.write(put(first));
        Optional<Job> made = catalog().job(first.key());
        owner.write(delete(first));
        Optional<Job> deleted = catalog().job(first.key());
        owner.write(put(second));
        Optional<Job> madeAgain = catalog().job(first.key());

        assertThat(made).contains(first);
        assertThat(deleted).isEmpty();
        assertThat(madeAgain).contains(second);
    }

    @Test
    void what_code_says_of_a_job_is_kept_with_it_and_can_change_alone() {
        Job plain = samples.job(P1, "job");
        Job declared = plain.withDeclared(declaration("shop", 1));
        Job later = plain.withDeclared(declaration("shop", 1_800_000_000_000L));
        owner.write(put(plain));
        owner.write(put(declared));
        Optional<Job> first = catalog().job(plain.key());
        owner.write(put(later));

        assertThat(first).contains(declared);
        assertThat(catalog().job(plain.key())).contains(later);
        assertThat(catalog().versions(plain.key(), 10)).containsExactly(later);
        assertThat(store.jobs(new TreeSet<>(Set.of(P1)), 10).getFirst().jobs()).containsExactly(later);
    }

    @Test
    void that_a_job_was_deleted_although_code_declared_it_stays_known() {
        Job plain = samples.job(P1, "job");
        Job first = samples.job(P1, "job").withDeclared(declaration("shop", 1));
        Job second = samples.job(P1, "job").withDeclared(declaration("shop", 2));
        owner.write(put(plain));
        owner.write(delete(plain));
        Optional<Job> undeclared = catalog().deletedDeclared(plain.key());
        owner.write(put(first));
        Optional<Job> alive = catalog().deletedDeclared(plain.key());
        owner.write(delete(first));
        owner.write(put(second));
        owner.write(delete(second));

        assertThat(undeclared).isEmpty();
        assertThat(alive).isEmpty();
        assertThat(catalog().deletedDeclared(plain.key())).contains(second);
        assertThat(catalog().deletedDeclared(JobKey.of("bank", "job"))).isEmpty();
    }

    private static Declaration declaration(String app, long edition) {
        var fields =
                Json.object().put("spec", Json.object().put("timeout", "30s").build());
        return new Declaration(new AppName(app), "close", Sync.CREATE, edition, fields.build());
    }

    @Test
    void jobs_are_listed_by_name_page_by_page_within_their_namespace() {
        List<Job> jobs =
                List.of(samples.job(P1, "B"), samples.job(P2, "a"), samples.job(P1, "a-1"), samples.job(P1, "b"));
        jobs.forEach(job -> owner.write(put(job)));
        owner.write(put(samples.job(P2, "bank", "aa")));

        List<Job> first = catalog().jobs(Namespace.DEFAULT, Optional.empty(), 3);
        List<Job> second = catalog().jobs(Namespace.DEFAULT, Optional.of("a-1"), 3);

        assertThat(first).containsExactly(jobs.get(0), jobs.get(1), jobs.get(2));
        assertThat(second).containsExactly(jobs.get(3));
    }

    @Test
    void versions_are_listed_latest_first() {
        Job first = samples.job(P1, "job");
        Job second = edited(first, 2);
        Job third = edited(second, 3);
        owner.write(put(first), put(second));
        owner.write(put(third));

        assertThat(catalog().job(first.key())).contains(third);
        assertThat(catalog().versions(first.key(), 10)).containsExactly(third, second, first);
        assertThat(catalog().versions(first.key(), 2)).containsExactly(third, second);
        assertThat(catalog().versions(JobKey.of("default", "other"), 10)).isEmpty();
    }

    @Test
    void a_run_is_found_in_its_own_namespace_only() {
        Job job = samples.job(P1, "bank", "job");
        Run run = samples.fired(job, T0);
        owner.write(put(job), insert(run));

        assertThat(catalog().run(BANK, run.id())).contains(run);
        assertThat(catalog().run(Namespace.DEFAULT, run.id())).isEmpty();
    }

    @Test
    void runs_are_listed_latest_first_and_an_insert_between_two_pages_shifts_nothing() {
        Job job = samples.job(P1, "job");
        owner.write(put(job));
        var runs = new ArrayList<Run>();
        for (int i = 0; i < 9; i++) {
            runs.add(samples.fired(job, at(i / 3)));
            owner.write(insert(runs.getLast()));
        }
        runs.sort(LATEST_FIRST);

        List<Run> first = catalog().runs(all(null), 4);
        owner.write(insert(samples.fired(job, at(9))), insert(samples.fired(job, at(2))));
        List<Run> second = catalog().runs(all(first.getLast()), 4);
        List<Run> third = catalog().runs(all(second.getLast()), 4);

        assertThat(first).isEqualTo(runs.subList(0, 4));
        assertThat(second).isEqualTo(runs.subList(4, 8));
        assertThat(third).isEqualTo(runs.subList(8, 9));
    }

    @Test
    void every_combination_of_filters_shows_what_it_says() {
        List<Run> runs = mixedRuns();
        for (int bits = 0; bits < 32; bits++) {
            JobName job = (bits & 1) == 0 ? null : new JobName("one");
            Set<RunStatus> statuses =
                    (bits & 2) == 0 ? Set.of() : EnumSet.of(RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.PENDING);
            Instant from = (bits & 4) == 0 ? null : at(2);
            Instant to = (bits & 8) == 0 ? null : at(6);
            Run before = (bits & 16) == 0 ? null : runs.get(runs.size() / 3);
            var filter = new RunFilter(Namespace.DEFAULT, job, statuses, from, to, position(before));

            List<Run> found = catalog().runs(filter, 1000);

            assertThat(found)
                    .as("%s", filter)
                    .isEqualTo(runs.stream().filter(run -> matches(filter, run)).toList());
        }
    }

    @Test
    void what_has_come_due_is_scheduled_whether_or_not_anybody_has_written_that() {
        List<Run> runs = mixedRuns();
        for (int second = 0; second < 10; second++) {
            Instant now = at(second);
            for (RunStatus status : List.of(RunStatus.PENDING, RunStatus.SCHEDULED)) {
                var filter = new RunFilter(Namespace.DEFAULT, null, Set.of(status), null, null, null).at(now);

                assertThat(catalog().runs(filter, 1000))
                        .as("%s after %s s", status, second)
                        .isEqualTo(runs.stream()
                                .map(run -> run.at(now))
                                .filter(run -> run.state().status() == status)
                                .toList());
            }
        }
    }

    @Test
    void each_status_is_listed_by_itself() {
        List<Run> runs = mixedRuns();
        for (RunStatus status : RunStatus.values()) {
            var filter = new RunFilter(Namespace.DEFAULT, null, Set.of(status), null, null, null);

            List<Run> found = catalog().runs(filter, 5);

            assertThat(found)
                    .hasSizeGreaterThan(1)
                    .isEqualTo(runs.stream()
                            .filter(run -> matches(filter, run))
                            .limit(5)
                            .toList());
        }
    }

    @Test
    void failed_attempts_are_listed_in_the_order_in_which_they_were_kept() {
        Job job = samples.job(P1, "job");
        Run run = samples.fired(job, T0);
        var second = new Attempt(new Token(new Epoch(4), 1), ATTEMPT.worker(), at(3), CHOSEN.choice());
        var lost = new RunError("LOST", ANY_CHARACTERS, ANY_CHARACTERS);
        var stale = new RunError("STALE_RESULT", "late");
        owner.write(put(job), insert(run), new Write.AddAttempt(P1, run.id(), second, at(5), lost));
        owner.write(new Write.AddAttempt(P1, run.id(), ATTEMPT, at(4), stale));

        assertThat(catalog().attempts(run.id()))
                .containsExactly(new FailedAttempt(second, at(5), lost), new FailedAttempt(ATTEMPT, at(4), stale));
    }

    @Test
    void an_error_of_any_length_is_kept_and_what_is_too_long_is_cut() {
        Job job = samples.job(P1, "job");
        Run run = samples.fired(job, T0);
        String endless = "x".repeat(100_000);
        owner.write(put(job), insert(run));

        owner.write(new Write.AddAttempt(P1, run.id(), ATTEMPT, T0, new RunError("E", endless, endless)));

        RunError kept = catalog().attempts(run.id()).getFirst().error();
        assertThat(endless).startsWith(kept.message()).startsWith(kept.detail());
        assertThat(kept.message()).hasSizeGreaterThanOrEqualTo(4 * 1024);
        assertThat(kept.detail()).hasSizeGreaterThanOrEqualTo(16 * 1024);
    }

    @Test
    void a_request_is_found_by_the_key_of_whoever_made_it() {
        Job job = samples.job(P1, "job");
        Run plain = samples.run(job, T0, new Cause.Requested("order-1"));
        Run odd = samples.run(job, T0, new Cause.Requested(ANY_CHARACTERS));
        owner.write(put(job), insert(plain), insert(odd), insert(samples.requested(job, T0)));

        assertThat(catalog().requested(job.key(), "order-1")).contains(plain.id());
        assertThat(catalog().requested(job.key(), ANY_CHARACTERS)).contains(odd.id());
        assertThat(catalog().requested(job.key(), "order-2")).isEmpty();
        assertThat(catalog().requested(JobKey.of("default", "other"), "order-1"))
                .isEmpty();
    }

    @Test
    void apps_are_listed_by_name() {
        owner.write(new Write.PutApp(new AppName("shop"), T0), new Write.PutApp(new AppName("bank"), T0));

        assertThat(catalog().apps()).containsExactly(new AppName("bank"), new AppName("shop"));
    }

    @Test
    void partitions_are_listed_with_their_owners() {
        var other = new Owner(store, "node-2");
        Instant watermark = Instant.parse("2091-01-01T00:00:00Z");
        owner.write(new Write.MovePartition(P1, watermark, 1), new Write.MovePartition(P2, watermark, 1));
        other.take(P2);

        assertThat(catalog().partitions())
                .containsExactly(
                        new PartitionStatus(P1, owner.node(), new Epoch(1), watermark),
                        new PartitionStatus(P2, other.node(), new Epoch(2), watermark));
    }

    /** Runs of two jobs in every state at several instants, and some of another namespace; as a list shows them. */
    private List<Run> mixedRuns() {
        Job one = samples.job(P1, "one");
        Job two = samples.job(P2, "two");
        Job others = samples.job(P2, "bank", "one");
        owner.write(put(one), put(two), put(others));
        var runs = new ArrayList<Run>();
        List<RunState> states = Samples.states().toList();
        for (int i = 0; i < 4 * states.size(); i++) {
            Job job = i % 3 == 0 ? two : one;
            Run requested = samples.requested(job, at(i % 8));
            runs.add(Samples.later(requested, Duration.ofSeconds(i % 3)).withState(states.get(i % states.size())));
            owner.write(insert(runs.getLast()), insert(samples.requested(others, at(i % 8))));
        }
        runs.sort(LATEST_FIRST);
        return runs;
    }

    private static boolean matches(RunFilter filter, Run run) {
        return (filter.job() == null || run.job().name().equals(filter.job()))
                && filter.hasStatus(run)
                && (filter.from() == null || !run.scheduledAt().isBefore(filter.from()))
                && (filter.to() == null || run.scheduledAt().isBefore(filter.to()))
                && (filter.before() == null || isBehind(filter.before(), run));
    }

    private static boolean isBehind(RunFilter.Position position, Run run) {
        int order = run.scheduledAt().compareTo(position.scheduledAt());
        return order < 0 || (order == 0 && run.id().compareTo(position.id()) < 0);
    }

    private static RunFilter all(@Nullable Run before) {
        return new RunFilter(Namespace.DEFAULT, null, Set.of(), null, null, position(before));
    }

    private static RunFilter.@Nullable Position position(@Nullable Run before) {
        return before == null ? null : new RunFilter.Position(before.scheduledAt(), before.id());
    }
}
