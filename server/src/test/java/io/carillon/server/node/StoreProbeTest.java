package io.carillon.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.StoreException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoreProbeTest {

    private final AtomicInteger questions = new AtomicInteger();

    @Test
    void a_database_that_answers_is_no_trouble() {
        var probe = new StoreProbe(questions::incrementAndGet);

        assertThat(probe.trouble()).isEmpty();
        assertThat(probe.trouble()).isEmpty();
        assertThat(questions).hasValue(2);
    }

    @Test
    void while_an_answer_is_outstanding_no_other_question_is_asked_and_nobody_waits_for_it() {
        var answer = new CountDownLatch(1);
        var probe = new StoreProbe(() -> {
            questions.incrementAndGet();
            await(answer);
            return 1;
        });

        var first = probe.trouble();
        var second = probe.trouble();
        int asked = questions.get();
        answer.countDown();

        assertThat(first).hasValue("no answer");
        assertThat(second).hasValue("no answer");
        assertThat(asked).isOne();
        assertThat(probe.trouble()).isEmpty();
    }

    @Test
    void a_failure_is_told_by_its_code() {
        var probe = new StoreProbe(() -> {
            throw new StoreException(StoreException.Code.UNAVAILABLE, "gone");
        });

        assertThat(probe.trouble()).hasValue("UNAVAILABLE");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
