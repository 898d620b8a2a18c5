package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.AppName;
import io.carillon.model.job.Declaration;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Sync;
import io.carillon.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What code says of a job goes through the job's owner, as what people say does. */
class DeclaredJobTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingWorker worker = node.worker("w1", "dev", 100).eager().join();
    private final TestingJob everySecond = TestingJob.named("busy").cron("* * * * * ?");

    @Test
    void a_declared_job_fires_as_any_other() {
        Job made = declared(everySecond.draft(), 1, Command.ABSENT);
        node.advance(Duration.ofMillis(5_500));

        assertThat(made.version()).isOne();
        assertThat(made.declared()).isEqualTo(said(1));
        assertThat(store.catalog().job(made.key())).contains(made);
        assertThat(worker.received()).hasSize(5);
    }

    @Test
    void noting_what_code_says_makes_no_version_and_moves_no_fire() {
        Job made = node.create(everySecond.draft());
        node.advance(Duration.ofMillis(1_500));

        Job noted = declared(everySecond.draft(), 1, 1);
        node.advance(Duration.ofSeconds(4));

        assertThat(noted).isEqualTo(made.withDeclared(said(1)));
        assertThat(store.catalog().job(made.key())).contains(noted);
        assertThat(Fires.succeeded(store, made.key()))
                .containsExactlyElementsOf(Fires.expected(START, START.plusMillis(5_500), _ -> true));
    }

    @Test
    void what_is_known_already_is_not_written_again() {
        declared(everySecond.draft(), 1, Command.ABSENT);
        int commits = node.commits();

        declared(everySecond.draft(), 1, 1);

        assertThat(node.commits()).isEqualTo(commits);
    }

    @Test
    void a_changed_definition_is_a_new_version_that_knows_who_made_it() {
        node.create(everySecond.draft());

        Job changed = declared(everySecond.priority(9).draft(), 1, 1);

        assertThat(changed.version()).isEqualTo(2);
        assertThat(changed.declared()).isEqualTo(said(1));
        assertThat(store.catalog().versions(changed.key(), 9)).hasSize(2);
    }

    @Test
    void what_code_said_outlives_what_people_do_and_a_crash() {
        declared(everySecond.draft(), 1, Command.ABSENT);
        node.replace(everySecond.priority(9).draft());
        node.pause(everySecond.key());

        node.crash();
        TestingNode next = TestingNode.started(store, clock);
        Reply known = next.ask(new Command.PauseJob(everySecond.key()));

        assertThat(known)
                .isInstanceOfSatisfying(
                        Reply.JobSaved.class,
                        saved -> assertThat(saved.job().declared()).isEqualTo(said(1)));
    }

    @Test
    void a_decision_that_was_made_on_what_is_no_longer_so_is_refused() {
        node.create(everySecond.draft());
        node.replace(everySecond.priority(9).draft());

        assertThat(refused(everySecond.draft(), 1, Command.ABSENT)).isEqualTo("version-changed");
        assertThat(refused(everySecond.draft(), 1, 1)).isEqualTo("version-changed");
        assertThat(refused(TestingJob.named("gone").draft(), 1, 1)).isEqualTo("job-not-found");
    }

    @Test
    void earlier_code_can_not_take_the_place_of_later_code() {
        declared(everySecond.draft(), 7, Command.ABSENT);

        assertThat(refused(everySecond.priority(9).draft(), 6, 1)).isEqualTo("declared-later");
        assertThat(declared(everySecond.draft(), 8, 1).declared()).isEqualTo(said(8));
    }

    @Test
    void what_never_fires_is_refused_as_if_a_person_had_asked() {
        assertThat(refused(TestingJob.named("never").cron("0 0 0 30 2 ?").draft(), 1, Command.ABSENT))
                .isEqualTo("invalid-job");
    }

    private Job declared(JobDraft draft, long edition, int ifVersion) {
        return ((Reply.JobSaved) node.ask(new Command.DeclareJob(draft, said(edition), ifVersion))).job();
    }

    private String refused(JobDraft draft, long edition, int ifVersion) {
        return ((Reply.Refused) node.ask(new Command.DeclareJob(draft, said(edition), ifVersion))).code();
    }

    private static Declaration said(long edition) {
        return new Declaration(new AppName("dev"), "busy", Sync.CREATE, edition, Json.Obj.EMPTY);
    }
}
