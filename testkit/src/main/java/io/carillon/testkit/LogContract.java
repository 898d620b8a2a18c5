package io.carillon.testkit;

import static io.carillon.testkit.Samples.ANY_CHARACTERS;
import static io.carillon.testkit.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.PurgeSlice;
import io.carillon.engine.log.LogBlock;
import io.carillon.engine.log.LogEntry;
import io.carillon.engine.log.LogLevel;
import io.carillon.engine.log.LogLimits;
import io.carillon.engine.log.LogLine;
import io.carillon.engine.log.LogPage;
import io.carillon.engine.log.LogPosition;
import io.carillon.engine.log.LogQuery;
import io.carillon.engine.log.LogReader;
import io.carillon.engine.log.LogStore;
import io.carillon.model.Epoch;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link LogStore} does. */
public abstract class LogContract {

    private static final Duration DAY = Duration.ofDays(1);
    private static final RunId RUN = new RunId(RunId.firstOf(T0).value() + 5);
    private static final RunId OTHER = new RunId(RunId.firstOf(T0).value() + 6);
    private static final Token FIRST = new Token(new Epoch(3), 1);
    private static final Token SECOND = new Token(new Epoch(3), 2);
    private static final Token LATER_OWNER = new Token(new Epoch(4), 2);
    private static final LogLimits AMPLE = LogLimits.of(1 << 20);
    private static final long SIZE = 100;

    private LogStore store;

    /** Makes a store that holds nothing; asked for once before each test. */
    protected abstract LogStore open();

    /** Does one step of keeping house, and returns whether there may be more to do. */
    protected abstract boolean purge(PurgeSlice slice);

    @BeforeEach
    void begin() {
        store = open();
    }

    @Test
    void what_was_said_is_read_as_it_was_said() {
        var line = new LogLine(1, T0, LogLevel.WARN, "com.shop.Orders", "text");
        var print =
                new LogLine(2, T0.minusMillis(3), LogLevel.INFO, "", ANY_CHARACTERS.replace("\uD83D alone \uDD14", ""));
        var trace = new LogLine(7, T0.plusSeconds(90_000), LogLevel.ERROR, "com.shop.Orders", "one\n\tat two\n");
        var block = new LogBlock(RUN, FIRST, 0, 1_000, 9, true, List.of(line, print, trace));

        store.append(List.of(block), AMPLE, T0);

        assertThat(store.read(all(), 10)).containsExactly(block);
    }

    @Test
    void attempts_stand_in_the_order_of_their_tokens_however_late_their_lines_come() {
        keep(block(SECOND, 1), block(LATER_OWNER, 1));
        keep(block(FIRST, 1));
        keep(block(SECOND, 2));

        assertThat(store.read(all(), 10))
                .containsExactly(block(FIRST, 1), block(SECOND, 1), block(SECOND, 2), block(LATER_OWNER, 1));
    }

    @Test
    void a_block_that_is_handed_in_again_stands_there_once() {
        keep(block(FIRST, 1), block(FIRST, 2));
        keep(block(FIRST, 2), block(FIRST, 3));

        assertThat(store.read(all(), 10)).containsExactly(block(FIRST, 1), block(FIRST, 2), block(FIRST, 3));
    }

    @Test
    void each_run_has_its_own_lines() {
        keep(block(FIRST, 1), new LogBlock(OTHER, FIRST, 0, SIZE, 1, false, List.of(line(1, "of another"))));

        assertThat(store.read(all(), 10)).containsExactly(block(FIRST, 1));
        assertThat(store.read(new LogQuery(new RunId(RUN.value() + 7), null, null), 10))
                .isEmpty();
    }

    @Test
    void one_attempt_is_read_by_its_number_whoever_handed_it_out() {
        keep(block(FIRST, 1), block(SECOND, 1), block(LATER_OWNER, 1));

        assertThat(store.read(new LogQuery(RUN, 2, null), 10)).containsExactly(block(SECOND, 1), block(LATER_OWNER, 1));
        assertThat(store.read(new LogQuery(RUN, 2, new LogPosition(LATER_OWNER, 0, 0)), 10))
                .containsExactly(block(LATER_OWNER, 1));
    }

    @Test
    void reading_goes_on_with_the_block_in_which_it_stopped() {
        keep(block(FIRST, 1), block(FIRST, 2), block(FIRST, 3), block(SECOND, 1));

        assertThat(store.read(all().after(new LogPosition(FIRST, SIZE, 2)), 2))
                .containsExactly(block(FIRST, 2), block(FIRST, 3));
        assertThat(store.read(all().after(new LogPosition(FIRST, 2 * SIZE, 3)), 2))
                .containsExactly(block(FIRST, 3), block(SECOND, 1));
    }

    @Test
    void what_is_said_over_midnight_is_one_log() {
        store.append(List.of(block(FIRST, 1), block(SECOND, 1)), AMPLE, T0);
        store.append(List.of(block(FIRST, 2), block(SECOND, 1), block(SECOND, 2)), AMPLE, T0.plus(DAY));

        assertThat(texts(read(all()))).containsExactly("line 1", "line 2", "line 1", "line 2");
    }

    @Test
    void a_log_that_is_too_long_keeps_its_beginning_and_its_end() {
        var limits = new LogLimits(10 * SIZE, 20 * SIZE);
        for (int number = 1; number <= 500; number++) {
            store.append(List.of(block(FIRST, number)), limits, T0);
        }
        store.append(List.of(new LogBlock(RUN, FIRST, 500 * SIZE, 500 * SIZE, 500, true, List.of())), limits, T0);

        LogPage page = read(all());

        assertThat(texts(page))
                .containsExactlyElementsOf(
                        IntStream.concat(IntStream.rangeClosed(1, 10), IntStream.rangeClosed(481, 500))
                                .mapToObj(number -> "line " + number)
                                .toList());
        assertThat(page.entries()).contains(new LogEntry.LeftOut(new LogPosition(FIRST, 480 * SIZE, 480), 11, 470));
        assertThat(page.ended()).isEqualTo(FIRST);
    }

    @Test
    void a_log_that_is_cut_costs_no_other_attempt_a_line() {
        var limits = new LogLimits(SIZE, 2 * SIZE);
        store.append(List.of(block(SECOND, 1), block(SECOND, 2), block(SECOND, 3)), AMPLE, T0);
        for (int number = 1; number <= 50; number++) {
            store.append(List.of(block(FIRST, number)), limits, T0);
        }

        assertThat(store.read(new LogQuery(RUN, 2, null), 10)).hasSize(3);
    }

    @Test
    void lines_that_are_missing_are_counted_where_they_are_missing() {
        keep(
                new LogBlock(RUN, FIRST, 300, 500, 5, false, List.of(line(4, "four"), line(5, "five"))),
                new LogBlock(RUN, FIRST, 900, 2_000, 20, true, List.of(line(10, "ten"))),
                new LogBlock(RUN, SECOND, 0, 100, 1, false, List.of(line(1, "one"))));

        assertThat(read(all()).entries())
                .containsExactly(
                        new LogEntry.LeftOut(new LogPosition(FIRST, 300, 3), 1, 3),
                        new LogEntry.Said(new LogPosition(FIRST, 300, 4), line(4, "four")),
                        new LogEntry.Said(new LogPosition(FIRST, 300, 5), line(5, "five")),
                        new LogEntry.LeftOut(new LogPosition(FIRST, 900, 9), 6, 4),
                        new LogEntry.Said(new LogPosition(FIRST, 900, 10), line(10, "ten")),
                        new LogEntry.LeftOut(new LogPosition(FIRST, 900, 20), 11, 10),
                        new LogEntry.Said(new LogPosition(SECOND, 0, 1), line(1, "one")));
    }

    @Test
    void a_search_finds_lines_whatever_their_case() {
        keep(
                new LogBlock(RUN, FIRST, 0, 100, 2, false, List.of(line(1, "Order 4711 Paid"), line(2, "order 12"))),
                new LogBlock(RUN, FIRST, 700, 800, 8, false, List.of(line(8, "ORDER 4711 PAID again"))));

        var found = new LogReader(store).read(all(), new LogReader.Bounds("4711 paid", 10, 10_000));

        assertThat(texts(found)).containsExactly("Order 4711 Paid", "ORDER 4711 PAID again");
        assertThat(found.more()).isFalse();
    }

    @Test
    void pages_hold_everything_once_whatever_their_size() {
        for (int number = 1; number <= 45; number += 3) {
            keep(new LogBlock(
                    RUN,
                    FIRST,
                    number * SIZE,
                    (number + 2) * SIZE,
                    number + 1,
                    false,
                    List.of(line(number, "line " + number), line(number + 1, "line " + (number + 1)))));
        }

        var found = new ArrayList<LogEntry>();
        LogPage page = page(all(), 4);
        found.addAll(page.entries());
        while (page.more()) {
            page = page(new LogQuery(RUN, null, page.end()), 4);
            found.addAll(page.entries());
        }

        assertThat(found).containsExactlyElementsOf(read(all()).entries()).hasSize(44);
    }

    @Test
    void a_page_of_a_search_ends_where_enough_was_read() {
        for (int number = 1; number <= 100; number++) {
            keep(block(FIRST, number));
        }

        LogPage page = new LogReader(store).read(all(), new LogReader.Bounds("nowhere", 10, 70));

        assertThat(page.entries()).isEmpty();
        assertThat(page.more()).isTrue();
        assertThat(page.end()).isEqualTo(new LogPosition(FIRST, 11 * SIZE, 12));
    }

    @Test
    void lines_go_with_their_day_and_not_before() {
        store.append(List.of(block(FIRST, 1)), AMPLE, T0);
        store.append(List.of(block(FIRST, 2)), AMPLE, T0.plus(DAY));
        Instant present = T0.plus(DAY.multipliedBy(10));

        clean(new PurgeSlice(present, present, present, null, 10));
        LogPage whole = read(all());
        clean(new PurgeSlice(present, null, null, T0.plus(DAY), 10));

        assertThat(texts(whole)).containsExactly("line 1", "line 2");
        assertThat(texts(read(all()))).containsExactly("line 2");
    }

    private void clean(PurgeSlice slice) {
        long steps = LongStream.iterate(0, step -> step + 1)
                .limit(1_000)
                .takeWhile(_ -> purge(slice))
                .count();
        assertThat(steps).isLessThan(1_000);
    }

    private void keep(LogBlock... blocks) {
        store.append(List.of(blocks), AMPLE, T0);
    }

    private LogPage read(LogQuery query) {
        return page(query, 10_000);
    }

    private LogPage page(LogQuery query, int lines) {
        return new LogReader(store).read(query, new LogReader.Bounds(null, lines, 1 << 20));
    }

    private static List<String> texts(LogPage page) {
        return page.entries().stream()
                .filter(LogEntry.Said.class::isInstance)
                .map(entry -> ((LogEntry.Said) entry).line().text())
                .toList();
    }

    private static LogQuery all() {
        return new LogQuery(RUN, null, null);
    }

    /** A block of one line and always the same size. */
    private static LogBlock block(Token token, int number) {
        long start = (number - 1) * SIZE;
        return new LogBlock(RUN, token, start, start + SIZE, number, false, List.of(line(number, "line " + number)));
    }

    private static LogLine line(long number, String text) {
        return new LogLine(number, T0, LogLevel.INFO, "test", text);
    }
}
