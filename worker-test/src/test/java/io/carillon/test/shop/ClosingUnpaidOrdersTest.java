package io.carillon.test.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.run.RunStatus;
import io.carillon.test.CarillonTest;
import io.carillon.test.TestRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClosingUnpaidOrdersTest {

    record CloseParams(int batch) {}

    record Closed(int orders) {}

    /** What is to be tested: an ordinary class that knows nothing of Carillon. */
    static final class Orders {

        private final List<Integer> batches = new ArrayList<>();

        Closed close(int batch) {
            batches.add(batch);
            return new Closed(batch);
        }
    }

    private static final String JOB = """
            apiVersion: carillon/v1
            kind: Job
            metadata: {name: close-unpaid-orders}
            spec:
              triggers:
                - {cron: "0 */5 * * * ?", zone: Asia/Shanghai}
              task: {type: handler, app: shop, handler: closeUnpaidOrders, params: {batch: 500}}
              timeout: 30s
              retry: {maxAttempts: 3, backoff: fixed, initial: 10s, jitter: 0}
              overlap: skip
            """;

    private final Orders orders = new Orders();

    @Test
    void unpaid_orders_are_closed_every_five_minutes() {
        try (var carillon = CarillonTest.startingAt("2027-01-01T00:00:00Z")) {
            carillon.handler("closeUnpaidOrders", CloseParams.class, (params, run) -> orders.close(params.batch()));
            carillon.job(JOB);

            carillon.advance(Duration.ofMinutes(10));

            assertThat(carillon.runs("close-unpaid-orders"))
                    .extracting(TestRun::startedAt)
                    .containsExactly(Instant.parse("2027-01-01T00:05:00Z"), Instant.parse("2027-01-01T00:10:00Z"));
            assertThat(orders.batches).containsExactly(500, 500);
        }
    }

    @Test
    void somebody_may_ask_for_it_with_a_batch_of_his_own() {
        try (var carillon = CarillonTest.startingAt("2027-01-01T00:00:00Z")) {
            carillon.handler("closeUnpaidOrders", CloseParams.class, (params, run) -> orders.close(params.batch()));
            carillon.job(JOB);

            TestRun run =
                    carillon.trigger("close-unpaid-orders", new CloseParams(7)).await();

            assertThat(run.expect(RunStatus.SUCCEEDED).result(Closed.class)).isEqualTo(new Closed(7));
        }
    }

    @Test
    void an_attempt_that_hangs_is_stopped_and_tried_again() {
        try (var carillon = CarillonTest.startingAt("2027-01-01T00:00:00Z")) {
            carillon.handler("closeUnpaidOrders", CloseParams.class, (params, run) -> {
                if (run.attempt().number() == 1) {
                    carillon.sleep(Duration.ofHours(1));
                }
                return orders.close(params.batch());
            });
            carillon.job(JOB);

            TestRun run = carillon.trigger("close-unpaid-orders").await();

            assertThat(run.expect(RunStatus.SUCCEEDED).finishedAt()).isEqualTo("2027-01-01T00:00:40Z");
            assertThat(orders.batches).containsExactly(500);
        }
    }

    @Test
    void an_order_is_charged_once_though_the_worker_dies_in_the_middle() {
        var charged = new ArrayList<String>();
        try (var carillon = CarillonTest.startingAt("2027-01-01T00:00:00Z")) {
            carillon.handler("closeUnpaidOrders", CloseParams.class, (params, run) -> {
                run.once("charge", () -> charged.add(run.runId()));
                carillon.sleep(Duration.ofSeconds(20));
                return orders.close(params.batch());
            });
            carillon.job(JOB);
            TestRun run = carillon.trigger("close-unpaid-orders");
            carillon.advance(Duration.ofSeconds(10));

            carillon.worker("w1").crash();
            carillon.worker("w1").restart();

            assertThat(run.await().expect(RunStatus.SUCCEEDED).attempt()).isEqualTo(2);
            assertThat(charged).hasSize(1);
            assertThat(orders.batches).containsExactly(500);
        }
    }
}
