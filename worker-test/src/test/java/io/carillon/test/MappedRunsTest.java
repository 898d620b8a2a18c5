package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.run.RunStatus;
import io.carillon.worker.task.GatherHandler;
import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.MapHandler;
import io.carillon.worker.task.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handlers that find out into which parts their work falls. */
class MappedRunsTest {

    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");

    private final CarillonTest carillon = CarillonTest.startingAt(START);

    @AfterEach
    void close() {
        carillon.close();
    }

    record Day(int orders) {}

    record Order(int number) {}

    record Paid(int number, int cents) {}

    record Total(int orders, int cents) {}

    /** Charges each order of a day. */
    private static class Charging implements GatherHandler<Day, Order, Paid> {

        @Override
        public Collection<Order> map(Day day, JobContext run) {
            return IntStream.range(0, day.orders()).mapToObj(Order::new).toList();
        }

        @Override
        public Object each(Order order, JobContext run) throws Exception {
            return new Paid(order.number(), order.number() * 100);
        }

        @Override
        public Object gather(Day day, Stream<Paid> paid, JobContext run) {
            List<Paid> all = paid.toList();
            assertThat(all).extracting(Paid::number).isSorted();
            return new Total(all.size(), all.stream().mapToInt(Paid::cents).sum());
        }
    }

    @Test
    void what_the_parts_come_to_is_made_one_result() {
        var handler = carillon.handler("charge", Day.class, Order.class, Paid.class, new Charging());
        carillon.job(Jobs.named("charge"));

        TestRun run = carillon.trigger("charge", new Day(250)).await();

        assertThat(run.expect(RunStatus.SUCCEEDED).result(Total.class)).isEqualTo(new Total(250, 3_112_500));
        assertThat(run.view().shards()).hasSize(250);
        assertThat(handler.calls()).isEqualTo(252);
    }

    @Test
    void a_day_without_orders_has_a_result_too() {
        carillon.handler("charge", Day.class, Order.class, Paid.class, new Charging());
        carillon.job(Jobs.named("charge"));

        TestRun run = carillon.trigger("charge", new Day(0)).await();

        assertThat(run.expect(RunStatus.SUCCEEDED).result(Total.class)).isEqualTo(new Total(0, 0));
    }

    @Test
    void only_the_part_whose_worker_died_is_done_again() {
        var done = new ArrayList<Integer>();
        var deaths = new AtomicInteger();
        carillon.handler("charge", Day.class, Order.class, Paid.class, new Charging() {
            @Override
            public Object each(Order order, JobContext run) throws Exception {
                if (order.number() == 3 && deaths.getAndIncrement() == 0) {
                    throw new IllegalStateException("the card reader is away");
                }
                done.add(order.number());
                return super.each(order, run);
            }
        });
        carillon.job(Jobs.named("charge", "retry: {maxAttempts: 2, backoff: fixed, initial: 10s, jitter: 0}"));

        TestRun run = carillon.trigger("charge", new Day(5)).await();

        assertThat(run.expect(RunStatus.SUCCEEDED).result(Total.class)).isEqualTo(new Total(5, 1_000));
        assertThat(done).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        assertThat(run.finishedAt()).isEqualTo(START.plusSeconds(10));
    }

    @Test
    void a_crash_of_the_node_while_it_is_gathered_costs_nothing_but_time() {
        carillon.handler("charge", Day.class, Order.class, Paid.class, new Charging() {
            @Override
            public Object gather(Day day, Stream<Paid> paid, JobContext run) {
                if (run.attempt().number() == 2) {
                    throw new IllegalStateException("the ledger is locked");
                }
                return super.gather(day, paid, run);
            }
        });
        carillon.job(Jobs.named("charge", "retry: {maxAttempts: 2, backoff: fixed, initial: 10s, jitter: 0}"));
        TestRun run = carillon.trigger("charge", new Day(3));
        carillon.advance(Duration.ofSeconds(1));

        carillon.node().crash();
        carillon.node().restart();
        carillon.advance(Duration.ofMinutes(1));

        assertThat(run.now().expect(RunStatus.SUCCEEDED).result(Total.class)).isEqualTo(new Total(3, 300));
        assertThat(run.now().attempt()).isEqualTo(3);
    }

    record Folder(String path) {}

    @Test
    void a_part_that_turns_out_to_be_several_becomes_several() {
        var files = new ArrayList<String>();
        carillon.handler("scan", Folder.class, Folder.class, new MapHandler<Folder, Folder>() {
            @Override
            public Collection<Folder> map(Folder root, JobContext run) {
                return List.of(new Folder(root.path() + "/a"), new Folder(root.path() + "/b"));
            }

            @Override
            public Object each(Folder folder, JobContext run) {
                assertThat(run.phase()).isEqualTo(Phase.SHARD);
                if (folder.path().length() < 4) {
                    return run.map(map(folder, run));
                }
                files.add(folder.path());
                return folder.path();
            }
        });
        carillon.job(Jobs.named("scan"));

        TestRun run = carillon.trigger("scan", new Folder("")).await();

        assertThat(run.expect(RunStatus.SUCCEEDED).view().shards()).hasSize(6);
        assertThat(files).containsExactlyInAnyOrder("/a/a", "/a/b", "/b/a", "/b/b");
    }

    @Test
    void an_item_that_is_no_object_is_refused_by_name() {
        carillon.handler("scan", Folder.class, String.class, new MapHandler<Folder, String>() {
            @Override
            public Collection<String> map(Folder root, JobContext run) {
                return List.of("just text");
            }

            @Override
            public Object each(String item, JobContext run) {
                return item;
            }
        });
        carillon.job(Jobs.named("scan"));

        TestRun run = carillon.trigger("scan", new Folder("")).await();

        assertThat(run.expect(RunStatus.FAILED).error())
                .satisfies(error -> assertThat(error.code()).isEqualTo("ITEM_NOT_AN_OBJECT"));
    }
}
