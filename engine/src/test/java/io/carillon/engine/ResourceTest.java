package io.carillon.engine;

import static io.carillon.engine.testing.TestingResource.limit;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.model.LimitName;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.Problem;
import io.carillon.model.job.Guards;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Resource;
import io.carillon.model.job.ResourceDraft;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Commands about resources: what a user was told holds, and nothing that is referred to goes away. */
class ResourceTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final int ABSENT = Command.PutResource.ABSENT;

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);

    @Test
    void a_saved_resource_can_be_read_and_its_version_rises_with_each_change() {
        Resource first = node.put(limit("db", 5));
        Resource second = node.put(limit("db", 6));

        assertThat(first.version()).isOne();
        assertThat(second.version()).isEqualTo(2);
        assertThat(store.catalog().resource(first.key())).contains(second);
    }

    @Test
    void saving_the_same_again_changes_nothing() {
        Resource first = node.put(limit("db", 5));
        int commits = node.commits();

        Reply again = node.ask(new Command.PutResource(limit("db", 5), null));

        assertThat(again).isEqualTo(new Reply.ResourceSaved(first, false));
        assertThat(node.commits()).isEqualTo(commits);
    }

    @Test
    void labels_alone_are_a_change() {
        node.put(limit("db", 5));
        ResourceDraft draft = limit("db", 5);

        Resource labelled = node.put(new ResourceDraft(draft.key(), Map.of("team", "orders"), draft.spec()));

        assertThat(labelled.version()).isEqualTo(2);
    }

    @Test
    void a_change_that_expects_another_version_is_refused() {
        node.put(limit("db", 5));

        Reply absent = node.ask(new Command.PutResource(limit("db", 6), ABSENT));
        Reply other = node.ask(new Command.PutResource(limit("db", 6), 7));
        Reply delete = node.ask(new Command.DeleteResource(limit("db", 6).key(), 7));
        Reply none = node.ask(new Command.PutResource(limit("other", 6), 1));
        Reply right = node.ask(new Command.PutResource(limit("db", 6), 1));
        Reply fresh = node.ask(new Command.PutResource(limit("fresh", 6), ABSENT));

        assertThat(List.of(absent, other, delete))
                .allMatch(reply -> refused(reply).kind() == Reply.Kind.PRECONDITION_FAILED);
        assertThat(refused(other).message()).isEqualTo("limit default/db is at version 1, not 7");
        assertThat(refused(none).code()).isEqualTo("limit-not-found");
        assertThat(right).isInstanceOf(Reply.ResourceSaved.class);
        assertThat(fresh).isInstanceOf(Reply.ResourceSaved.class);
    }

    @Test
    void a_reply_waits_for_its_commit() {
        node.holdCommits();
        CommandId put = node.send(new Command.PutResource(limit("db", 5), null));
        CommandId repeated = node.send(new Command.PutResource(limit("db", 5), null));
        boolean early = node.reply(put).isPresent() || node.reply(repeated).isPresent();

        node.releaseCommits();

        assertThat(early).isFalse();
        assertThat(node.reply(put)).get().isInstanceOf(Reply.ResourceSaved.class);
        assertThat(node.reply(repeated)).get().isInstanceOf(Reply.ResourceSaved.class);
    }

    @Test
    void a_deleted_resource_is_gone_and_its_name_is_free() {
        node.put(limit("db", 5));

        node.delete(limit("db", 5).key());
        Reply again = node.ask(new Command.DeleteResource(limit("db", 5).key(), null));

        assertThat(store.catalog().resource(limit("db", 5).key())).isEmpty();
        assertThat(refused(again).code()).isEqualTo("limit-not-found");
        assertThat(node.put(limit("db", 5)).version()).isOne();
    }

    @Test
    void a_job_that_names_an_unknown_limit_is_refused_with_the_one_that_was_meant() {
        node.put(limit("warehouse", 5));

        Reply reply = node.ask(new Command.CreateJob(limited("load", "other", "warehuose")));

        assertThat(refused(reply).problems())
                .containsExactly(
                        new Problem("/spec/limits/0", "unknown-limit", "there is no limit 'other'"),
                        new Problem(
                                "/spec/limits/1",
                                "unknown-limit",
                                "there is no limit 'warehuose'; did you mean 'warehouse'?"));
    }

    @Test
    void a_resource_that_jobs_refer_to_stays_and_some_of_them_are_named() {
        node.put(limit("db", 5));
        for (int i = 1; i <= 7; i++) {
            node.create(limited("load-" + i, "db"));
        }

        Reply reply = node.ask(new Command.DeleteResource(limit("db", 5).key(), null));

        assertThat(refused(reply).code()).isEqualTo("in-use");
        assertThat(refused(reply).message())
                .isEqualTo("limit default/db is used by job default/load-1, job default/load-2, job default/load-3,"
                        + " job default/load-4, job default/load-5 and others");
    }

    @Test
    void a_resource_can_go_once_the_last_job_that_referred_to_it_has() {
        node.put(limit("db", 5));
        node.create(limited("one", "db"));
        node.create(limited("two", "db"));
        node.delete(TestingJob.named("one").key());
        node.replace(limited("two"));

        node.delete(limit("db", 5).key());

        assertThat(store.catalog().resource(limit("db", 5).key())).isEmpty();
    }

    @Test
    void resources_survive_a_crash() {
        Resource kept = node.put(limit("kept", 5));
        node.put(limit("gone", 5));
        node.delete(limit("gone", 5).key());

        node.crash();
        node.start();

        assertThat(node.create(limited("load", "kept")).version()).isOne();
        assertThat(node.put(limit("kept", 5))).isEqualTo(kept);
        assertThat(refused(node.ask(new Command.CreateJob(limited("other", "gone"))))
                        .code())
                .isEqualTo("invalid-job");
    }

    @Test
    void a_crash_before_the_commit_leaves_the_former_version() {
        Resource first = node.put(limit("db", 5));

        node.crashBeforeCommit(node.commits() + 1);
        CommandId lost = node.send(new Command.PutResource(limit("db", 6), null));
        node.start();

        assertThat(node.reply(lost)).isEmpty();
        assertThat(store.catalog().resource(first.key())).contains(first);
        assertThat(node.put(limit("db", 7)).version()).isEqualTo(2);
    }

    @Test
    void a_resource_of_a_lost_partition_is_changed_by_its_new_owner_only() {
        var all = new TestingNode(new TestingStore(clock), clock, 4, Settings.DEFAULT)
                .start()
                .declare("dev");
        for (int i = 0; i < 20; i++) {
            all.put(limit("db-" + i, 5));
        }
        Partition lost = Partition.of(limit("db-0", 5).key(), 4);

        all.store().steal(lost);
        all.send(new Command.PutResource(limit("db-0", 6), null));
        Reply later = all.ask(new Command.PutResource(limit("db-0", 7), null));

        assertThat(refused(later).code()).isEqualTo("not-owner");
        assertThat(all.store().catalog().resource(limit("db-0", 5).key()))
                .map(Resource::spec)
                .contains(limit("db-0", 5).spec());
    }

    /** The two may live in different partitions: one would become durable where the other is lost. */
    @Test
    void nothing_may_name_a_resource_that_is_not_durable_yet() {
        var all = new TestingNode(new TestingStore(clock), clock, 4, Settings.DEFAULT)
                .start()
                .declare("dev");
        Partition home = Partition.of(limit("db", 5).key(), 4);
        JobDraft job = IntStream.range(0, 100)
                .mapToObj(number -> limited("load-" + number, "db"))
                .filter(draft -> !Partition.of(draft.key(), 4).equals(home))
                .findFirst()
                .orElseThrow();
        all.holdCommits();
        all.send(new Command.PutResource(limit("db", 5), null));
        var early = all.send(new Command.CreateJob(job));
        all.store().steal(home);
        all.releaseCommits();

        Reply later = all.ask(new Command.CreateJob(job));

        assertThat(all.reply(early).map(reply -> refused(reply).code())).contains("resource-not-saved");
        assertThat(refused(later).code()).isEqualTo("invalid-job");
        assertThat(all.store().catalog().job(job.key())).isEmpty();
    }

    @Test
    void a_new_owner_knows_the_resources_of_what_it_took() {
        node.put(limit("db", 5));
        var other = new TestingNode(store, clock, new NodeId("node-2"), 1, Settings.DEFAULT).startOwning();

        other.takeOver(new TreeSet<>(Set.of(new Partition(0))));

        assertThat(other.put(limit("db", 6)).version()).isEqualTo(2);
    }

    @Test
    void a_limit_holds_runs_back_wherever_it_lives() {
        var shared = new TestingStore(clock);
        Partition home = Partition.of(limit("db", 1).key(), 8);
        var owner = new TestingNode(shared, clock, new NodeId("owner"), 8, Settings.DEFAULT).startOwning(home);
        owner.put(limit("db", 1));
        var other = new Partition((home.number() + 1) % 8);
        var user = new TestingNode(shared, clock, new NodeId("user"), 8, Settings.DEFAULT)
                .startOwning(other)
                .declare("dev");
        var worker = user.worker("w1", "dev", 10).join();
        JobDraft job = IntStream.range(0, 100)
                .mapToObj(number -> limited("load-" + number, "db"))
                .filter(draft -> Partition.of(draft.key(), 8).equals(other))
                .findFirst()
                .orElseThrow();
        user.create(job);
        user.trigger(job.key());
        user.trigger(job.key());
        int atFirst = worker.received().size();

        owner.put(limit("db", 2));
        user.readResources();

        assertThat(atFirst).isOne();
        assertThat(worker.received()).hasSize(2);
    }

    @Test
    void a_namespace_has_so_many_resources_of_a_kind_and_no_more() {
        for (int i = 0; i < 1_000; i++) {
            node.put(limit("limit-" + i, 5));
        }

        Reply oneMore = node.ask(new Command.PutResource(limit("one-more", 5), null));

        assertThat(refused(oneMore).code()).isEqualTo("too-many");
        assertThat(refused(oneMore).message()).isEqualTo("namespace default has 1000 limits already");
        assertThat(node.put(limit("limit-7", 6)).version()).isEqualTo(2);
    }

    @Test
    void every_resource_has_a_home_and_resources_spread_over_the_partitions() {
        var homes = new TreeMap<Partition, Integer>();
        for (int i = 0; i < 1_000; i++) {
            homes.merge(Partition.of(limit("limit-" + i, 1).key(), 8), 1, Integer::sum);
        }

        assertThat(homes).hasSize(8);
        assertThat(homes.values()).allMatch(count -> count > 60 && count < 190);
    }

    private static JobDraft limited(String name, String... limits) {
        var names = Arrays.stream(limits).map(LimitName::new).toList();
        return TestingJob.named(name)
                .guards(new Guards(names, Optional.empty(), Optional.empty()))
                .draft();
    }

    private static Reply.Refused refused(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Refused.class);
        return (Reply.Refused) reply;
    }
}
