package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingCluster;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A node whose partitions lie in two databases, of which the second is away for a while. */
class OutageTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00.300Z");
    private static final int PARTITIONS = 8;

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingCluster cluster = new TestingCluster(clock);
    private final TestingNode node = cluster.add(
                    new TestingNode(store, clock, new NodeId("one"), PARTITIONS, Settings.DEFAULT.in(new Lanes(4, 2))))
            .join(Leases.DEFAULT)
            .declare("dev");
    private final TestingWorker worker =
            node.worker("worker", "dev", 1_000).eager().join();
    private final TestingJob here = in(0);
    private final TestingJob there = in(1);

    private static TestingJob in(int database) {
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> TestingJob.named("job-" + database + "-" + i))
                .filter(job -> Partition.of(job.key(), PARTITIONS).number() % 2 == database)
                .findFirst()
                .orElseThrow()
                .cron("* * * * * ?");
    }

    private static boolean isThere(Partition partition) {
        return partition.number() % 2 == 1;
    }

    private void begin() {
        node.create(here.draft());
        node.create(there.draft());
        pass(5);
    }

    private void pass(int seconds) {
        cluster.advance(Duration.ofSeconds(seconds));
    }

    private List<Duration> lateness(TestingJob job) {
        return received(job)
                .map(each -> Duration.between(each.assign().run().dueAt(), each.at()))
                .toList();
    }

    private Stream<TestingWorker.Received> received(TestingJob job) {
        return worker.received().stream()
                .filter(each -> each.assign().run().job().equals(job.key()));
    }

    @Test
    void a_database_that_is_away_for_long_delays_nothing_that_lies_in_another() {
        begin();
        store.leaveOut(OutageTest::isThere);

        pass(60);

        assertThat(lateness(here)).hasSizeGreaterThan(60).allMatch(late -> late.compareTo(Duration.ofSeconds(1)) < 0);
        assertThat(node.notes(Note.DatabaseLeft.class)).containsExactly(new Note.DatabaseLeft(1, PARTITIONS / 2));
        assertThat(node.core().ownedPartitions()).isEqualTo(PARTITIONS / 2);
    }

    @Test
    void what_lies_there_is_taken_again_when_it_answers_and_nothing_of_it_is_lost() {
        begin();
        store.leaveOut(OutageTest::isThere);
        pass(30);
        store.leaveOut(_ -> false);

        pass(10);

        assertThat(node.core().ownedPartitions()).isEqualTo(PARTITIONS);
        assertThat(Stream.of(here, there))
                .allSatisfy(job -> assertThat(Fires.recorded(store, job.key(), clock.instant()))
                        .containsExactlyElementsOf(Fires.expected(
                                store.catalog().job(job.key()).orElseThrow().createdAt(), clock.instant(), _ -> true)));
        assertThat(received(there).map(TestingWorker.Received::run)).doesNotHaveDuplicates();
        assertThat(store.runs().stream()
                        .filter(run -> run.dueAt().isBefore(clock.instant().minusSeconds(1))))
                .allMatch(run -> run.state().status() == RunStatus.SUCCEEDED);
    }

    @Test
    void one_that_answers_and_takes_no_writes_is_left_as_well() {
        begin();
        node.holdCommits();
        node.send(new Command.TriggerJob(there.key(), Json.Obj.EMPTY, null, null, null));
        int lane = Partition.of(there.key(), PARTITIONS).number() % 4;

        for (int second = 0; second < 10; second++) {
            pass(1);
            for (int other = 0; other < 4; other++) {
                if (other != lane) {
                    node.commitNext(other);
                }
            }
        }

        assertThat(node.notes(Note.DatabaseLeft.class)).isNotEmpty();
    }

    @Test
    void a_moment_is_sat_out() {
        begin();
        store.leaveOut(OutageTest::isThere);
        pass(4);
        store.leaveOut(_ -> false);

        pass(5);

        assertThat(node.notes(Note.DatabaseLeft.class)).isEmpty();
        assertThat(node.core().ownedPartitions()).isEqualTo(PARTITIONS);
    }

    /** Whether it took place nobody knows, so nobody may be told that it did not. */
    @Test
    void who_asked_for_something_on_its_way_there_hears_nothing_and_who_asks_later_is_refused() {
        begin();
        store.leaveOut(OutageTest::isThere);
        CommandId onItsWay = node.send(new Command.TriggerJob(there.key(), Json.Obj.EMPTY, null, null, null));

        pass(10);
        CommandId later = node.send(new Command.TriggerJob(there.key(), Json.Obj.EMPTY, null, null, null));

        assertThat(node.reply(onItsWay)).isEmpty();
        assertThat(node.reply(later)).contains(Reply.notOwner(Partition.of(there.key(), PARTITIONS)));
    }

    @Test
    void without_the_first_one_nothing_is_let_go_of() {
        begin();
        store.leaveOut(partition -> !isThere(partition));

        pass(20);

        assertThat(node.notes(Note.DatabaseLeft.class)).isEmpty();
        assertThat(node.core().ownedPartitions()).isEqualTo(PARTITIONS);
    }
}
