package io.carillon.worker.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.LogAck;
import io.carillon.protocol.v1.LogBatch;
import io.carillon.protocol.v1.LogLine;
import io.carillon.protocol.v1.Logs;
import io.carillon.protocol.v1.WorkerFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** What waits, what goes, and what is left out. */
class LogShipperTest {

    private static final Instant AT = Instant.parse("2027-01-01T00:00:00.123456Z");
    private static final int FRAME = 10_000;

    /** A line of eight characters is 40 bytes: ten of them are the head, five the tail. */
    private static final LogLimits SMALL = new LogLimits(100, 400, 200, 200, 100_000);

    private final List<Duration> wakes = new ArrayList<>();
    private Duration now = Duration.ofHours(1);
    private final LogShipper shipper = new LogShipper(SMALL, () -> wakes.add(now));

    @Test
    void an_attempt_that_says_nothing_costs_no_frame() {
        shipper.welcomed(FRAME, now);
        open("run-1").close();

        assertThat(passed()).isEmpty();
        assertThat(wakes).isEmpty();
        assertThat(shipper.isWaiting()).isFalse();
    }

    @Test
    void what_is_said_together_goes_together_after_a_moment() {
        shipper.welcomed(FRAME, now);
        shipper.next(now);
        var log = open("run-1");
        log.add(AT, Level.WARN, "com.shop.Orders", "one");
        log.add(AT, Level.INFO, "", "two");

        var atOnce = shipper.next(now);
        var batch = only(passed());

        assertThat(atOnce).isEmpty();
        assertThat(wakes).hasSize(1);
        assertThat(batch.getAttempt()).isEqualTo(attempt("run-1"));
        assertThat(batch.getStartsAt()).isZero();
        assertThat(batch.getEndsAt()).isEqualTo(2 * (3 + 32));
        assertThat(batch.getSaid()).isEqualTo(2);
        assertThat(batch.getLast()).isFalse();
        assertThat(batch.getLines(0).getAtMicros()).isEqualTo(1_798_761_600_123_456L);
        assertThat(batch.getLines(0).getSource()).isEqualTo("com.shop.Orders");
        assertThat(batch.getLinesList()).extracting(LogLine::getText).containsExactly("one", "two");
        assertThat(batch.getLinesList()).extracting(LogLine::getNumber).containsExactly(1L, 2L);
    }

    @Test
    void the_end_of_an_attempt_that_said_something_is_told() {
        shipper.welcomed(FRAME, now);
        var log = open("run-1");
        say(log, 2);
        var first = only(passed());
        acknowledge();
        log.close();
        log.add(AT, Level.INFO, "", "too late");

        var last = only(passed());

        assertThat(first.getLast()).isFalse();
        assertThat(last.getLast()).isTrue();
        assertThat(last.getLinesCount()).isZero();
        assertThat(last.getStartsAt()).isEqualTo(80);
        assertThat(last.getSaid()).isEqualTo(2);
        assertThat(shipper.isWaiting()).isTrue();
        acknowledge();
        assertThat(passed()).isEmpty();
        assertThat(shipper.isWaiting()).isFalse();
    }

    @Test
    void a_flood_keeps_its_beginning_and_its_end_and_counts_the_rest() {
        shipper.welcomed(FRAME, now);
        var log = open("run-1");
        say(log, 1_000);
        log.close();

        var batches = everything();

        assertThat(batches).extracting(LogBatch::getSaid).last().isEqualTo(1_000L);
        assertThat(batches).extracting(LogBatch::getLast).last().isEqualTo(true);
        assertThat(numbers(batches))
                .containsExactlyElementsOf(
                        LongStream.concat(LongStream.rangeClosed(1, 10), LongStream.rangeClosed(996, 1_000))
                                .boxed()
                                .toList());
        assertThat(batches.stream().mapToLong(LogBatch::getLeftOut).sum()).isEqualTo(985);
    }

    @Test
    void lines_that_a_task_left_out_by_itself_are_counted_where_they_are_missing() {
        shipper.welcomed(FRAME, now);
        var log = open("run-1");
        say(log, 2);
        log.leaveOut(1_000, 2_000);
        say(log, 1);
        log.close();

        var batches = everything();

        assertThat(numbers(batches)).containsExactly(1L, 2L, 1_003L);
        assertThat(batches.stream().mapToLong(LogBatch::getLeftOut).sum()).isEqualTo(1_000);
        assertThat(batches).extracting(LogBatch::getEndsAt).last().isEqualTo(3 * 40 + 2_000 + 1_000 * 32L);
    }

    @Test
    void there_is_room_until_the_beginning_is_full_and_again_when_the_latest_was_taken() {
        shipper.welcomed(FRAME, now);
        var log = open("run-1");
        say(log, 12);
        boolean before = log.hasRoom();
        say(log, 1);
        boolean full = log.hasRoom();
        everything();

        assertThat(before).isTrue();
        assertThat(full).isFalse();
        assertThat(log.hasRoom()).isTrue();
    }

    @Test
    void the_latest_of_a_flood_is_told_once_a_second() {
        shipper.welcomed(FRAME, now);
        var log = open("run-1");
        say(log, 100);
        var first = everything();
        say(log, 100);
        var atOnce = passed();
        now = now.plusSeconds(1);

        assertThat(numbers(first)).endsWith(99L, 100L);
        assertThat(atOnce).isEmpty();
        assertThat(numbers(everything())).endsWith(199L, 200L);
    }

    @Test
    void attempts_that_flood_do_not_keep_another_from_its_turn() {
        shipper.welcomed(400, now);
        var floods = List.of(open("run-1"), open("run-2"), open("run-3"));
        floods.forEach(log -> say(log, 10));
        var small = open("run-4");
        say(small, 1);

        var frames = new ArrayList<Logs>();
        for (int i = 0; i < 2; i++) {
            frames.add(passed().orElseThrow());
            acknowledge();
        }

        assertThat(frames.stream().flatMap(frame -> frame.getBatchesList().stream()))
                .extracting(LogBatch::getAttempt)
                .contains(attempt("run-4"));
    }

    @Test
    void one_frame_is_on_the_way_at_a_time() {
        shipper.welcomed(FRAME, now);
        var log = open("run-1");
        say(log, 1);
        var first = passed().orElseThrow();
        say(log, 1);

        var meanwhile = passed();
        acknowledge();

        assertThat(meanwhile).isEmpty();
        assertThat(passed().orElseThrow().getSequence()).isEqualTo(first.getSequence() + 1);
    }

    @Test
    void a_frame_for_which_a_node_had_no_room_goes_again_as_it_was() {
        shipper.welcomed(FRAME, now);
        say(open("run-1"), 1);
        var frame = passed().orElseThrow();
        shipper.acknowledged(
                LogAck.newBuilder()
                        .setSequence(frame.getSequence())
                        .setRetryAfterMillis(5_000)
                        .build(),
                now);

        var early = passed();
        now = now.plusSeconds(5);

        assertThat(early).isEmpty();
        assertThat(passed()).contains(frame);
    }

    @Test
    void what_the_last_node_did_not_acknowledge_goes_to_the_next_one() {
        shipper.welcomed(FRAME, now);
        var log = open("run-1");
        say(log, 1);
        var frame = passed().orElseThrow();
        shipper.lost();
        say(log, 1);
        var away = passed();
        shipper.welcomed(FRAME, now);

        assertThat(away).isEmpty();
        assertThat(passed()).contains(frame);
        acknowledge();
        assertThat(numbers(everything())).containsExactly(2L);
    }

    @Test
    void without_a_node_no_more_is_kept_than_there_is_room_for() {
        var little = new LogShipper(new LogLimits(100, 400, 200, 200, 600), () -> {});
        var first = little.open(attempt("run-1"));
        var second = little.open(attempt("run-2"));
        say(first, 100);
        say(second, 100);
        first.close();
        second.close();

        little.welcomed(FRAME, now);
        var logs = little.next(now.plusSeconds(1)).orElseThrow().getLogs();

        assertThat(logs.getBatchesList().stream()
                        .mapToInt(LogBatch::getLinesCount)
                        .sum())
                .isLessThanOrEqualTo(15);
        assertThat(numbers(logs.getBatchesList())).startsWith(1L, 2L);
    }

    @Test
    void a_small_heap_holds_fewer_lines() {
        assertThat(LogLimits.DEFAULT.within(64L << 20).totalBytes()).isEqualTo(2 << 20);
        assertThat(LogLimits.DEFAULT.within(64L << 30)).isEqualTo(LogLimits.DEFAULT);
    }

    @Test
    void a_node_that_takes_no_logs_is_sent_none_and_nothing_is_kept_for_it() {
        shipper.welcomed(0, now);
        var log = open("run-1");
        say(log, 5);
        var none = passed();
        log.close();
        passed();
        shipper.welcomed(FRAME, now);

        assertThat(none).isEmpty();
        assertThat(passed()).isEmpty();
        assertThat(shipper.isWaiting()).isFalse();
    }

    @Test
    void the_worker_is_woken_once_until_it_has_looked() {
        shipper.welcomed(FRAME, now);
        say(open("run-1"), 500);
        say(open("run-2"), 500);

        assertThat(wakes).hasSize(1);
    }

    @Test
    void text_is_made_fit_for_the_wire_and_cut() {
        shipper.welcomed(FRAME, now);
        open("run-1").add(AT, Level.ERROR, "a\u0000b", "x\u0000y\uD83D z" + "…".repeat(100));

        var line = only(passed()).getLines(0);

        assertThat(line.getSource()).isEqualTo("a\\u0000b");
        assertThat(line.getText()).startsWith("x\\u0000y\uFFFD z…").endsWith("…");
        assertThat(line.getTextBytes().size()).isLessThanOrEqualTo(100);
    }

    private static void say(AttemptLog log, int lines) {
        for (int i = 0; i < lines; i++) {
            log.add(AT, Level.INFO, "", "%08d".formatted(i));
        }
    }

    private AttemptLog open(String run) {
        return shipper.open(attempt(run));
    }

    private static Attempt attempt(String run) {
        return Attempt.newBuilder().setRunId(run).setEpoch(1).setNumber(1).build();
    }

    private long sequence;

    /** The frame that is to be sent now or after a moment. */
    private Optional<Logs> passed() {
        var frame = shipper.next(now).map(WorkerFrame::getLogs);
        if (frame.isEmpty()) {
            now = now.plusMillis(400);
            frame = shipper.next(now).map(WorkerFrame::getLogs);
        }
        frame.ifPresent(logs -> sequence = logs.getSequence());
        return frame;
    }

    private void acknowledge() {
        shipper.acknowledged(LogAck.newBuilder().setSequence(sequence).build(), now);
    }

    /** All that goes by and by, as long as something does. */
    private List<LogBatch> everything() {
        var batches = new ArrayList<LogBatch>();
        for (var frame = passed(); frame.isPresent(); frame = passed()) {
            batches.addAll(frame.get().getBatchesList());
            acknowledge();
        }
        return batches;
    }

    private static LogBatch only(Optional<Logs> frame) {
        assertThat(frame.orElseThrow().getBatchesList()).hasSize(1);
        return frame.get().getBatches(0);
    }

    private static List<Long> numbers(List<LogBatch> batches) {
        return batches.stream()
                .flatMap(batch -> batch.getLinesList().stream())
                .map(LogLine::getNumber)
                .toList();
    }
}
