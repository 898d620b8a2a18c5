package io.carillon.worker.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.ShardPage;
import io.carillon.protocol.v1.ShardResult;
import io.carillon.protocol.v1.WorkerFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class ShardAskerTest {

    private static final Attempt ATTEMPT = Attempt.newBuilder()
            .setRunId("00000000000aa")
            .setEpoch(1)
            .setNumber(2)
            .build();
    private static final Duration NOW = Duration.ofSeconds(10);

    private final AtomicInteger woken = new AtomicInteger();
    private final ShardAsker asker = new ShardAsker(woken::incrementAndGet);

    @Test
    void a_question_goes_to_the_node_once_and_its_answer_to_whoever_asked() {
        asker.welcomed(true);

        var answer = asker.ask(ATTEMPT, 3);
        List<WorkerFrame> sent = asker.next(NOW);
        List<WorkerFrame> again = asker.next(NOW);
        asker.answered(page(3, "1", "2"), NOW);

        assertThat(woken).hasValue(1);
        assertThat(sent).extracting(frame -> frame.getAskShards().getFirst()).containsExactly(3);
        assertThat(again).isEmpty();
        assertThat(answer).isCompletedWithValue(page(3, "1", "2"));
    }

    @Test
    void a_question_waits_for_a_node_and_is_asked_again_on_the_next_connection() {
        var answer = asker.ask(ATTEMPT, 0);
        var before = asker.next(NOW);
        asker.welcomed(true);
        var first = asker.next(NOW);
        asker.lost();
        var meanwhile = asker.next(NOW);
        asker.welcomed(true);

        assertThat(List.of(before, meanwhile)).containsOnly(List.of());
        assertThat(first).hasSize(1);
        assertThat(asker.next(NOW)).isEqualTo(first);
        assertThat(answer).isNotDone();
    }

    @Test
    void a_node_that_has_no_time_is_asked_again_when_it_says() {
        asker.welcomed(true);
        var answer = asker.ask(ATTEMPT, 0);
        asker.next(NOW);
        asker.answered(
                ShardPage.newBuilder()
                        .setAttempt(ATTEMPT)
                        .setRetryAfterMillis(500)
                        .build(),
                NOW);

        assertThat(asker.next(NOW)).isEmpty();
        assertThat(asker.wakeUp()).contains(NOW.plusMillis(500));
        assertThat(asker.next(NOW.plusMillis(500))).hasSize(1);
        assertThat(answer).isNotDone();
    }

    @Test
    void what_nobody_asked_or_wants_any_more_is_forgotten() {
        asker.welcomed(true);
        var answer = asker.ask(ATTEMPT, 5);
        asker.next(NOW);

        asker.answered(page(0, "an older answer"), NOW);
        var unanswered = answer.isDone();
        answer.cancel(false);
        asker.lost();
        asker.welcomed(true);

        assertThat(unanswered).isFalse();
        assertThat(asker.next(NOW)).isEmpty();
    }

    @Test
    void a_node_that_knows_nothing_of_shards_is_not_asked() {
        asker.welcomed(false);

        var answer = asker.ask(ATTEMPT, 0);

        assertThat(asker.isUnderstood()).isFalse();
        assertThat(asker.next(NOW)).isEmpty();
        assertThat(answer).isNotDone();
    }

    @Test
    void results_are_read_page_by_page_until_there_are_no_more_and_those_that_are_none_are_left_out() {
        var asked = new ArrayList<Integer>();
        var pages = List.of(page(0, "1", "", "3"), page(3, ""), page(4, "5"), page(5));

        var results = StreamSupport.stream(
                        new ShardResults(first -> {
                            asked.add(first);
                            return pages.get(asked.size() - 1);
                        }),
                        false)
                .toList();

        assertThat(results).containsExactly("1", "3", "5");
        assertThat(asked).containsExactly(0, 3, 4, 5);
    }

    private static ShardPage page(int first, String... results) {
        var page = ShardPage.newBuilder().setAttempt(ATTEMPT).setFirst(first);
        for (int i = 0; i < results.length; i++) {
            page.addResults(ShardResult.newBuilder().setIndex(first + i).setResultJson(results[i]));
        }
        return page.build();
    }
}
