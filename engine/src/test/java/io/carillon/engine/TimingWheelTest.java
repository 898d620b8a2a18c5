package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wheel against a sorted map that does the same in the plainest way. */
class TimingWheelTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00.123Z");

    private final TimingWheel<String> wheel = new TimingWheel<>(START);

    @Test
    void an_empty_wheel_wants_to_be_woken_never() {
        assertThat(wheel.nextDeadline()).isNull();
        assertThat(wheel.advance(START.plusSeconds(1_000_000), 10, _ -> {})).isZero();
    }

    @Test
    void a_deadline_inside_a_millisecond_rings_at_its_end() {
        var rung = new ArrayList<String>();
        wheel.set(new TimingWheel.Timer<>("a"), START.plusNanos(1));

        wheel.advance(START, 10, rung::add);
        var before = List.copyOf(rung);
        wheel.advance(START.plusMillis(1), 10, rung::add);

        assertThat(before).isEmpty();
        assertThat(rung).containsExactly("a");
    }

    @Test
    void a_deadline_that_has_passed_rings_at_once() {
        var rung = new ArrayList<String>();
        wheel.set(new TimingWheel.Timer<>("a"), START.minusSeconds(1_000));

        wheel.advance(START, 10, rung::add);

        assertThat(rung).containsExactly("a");
    }

    @Test
    void a_timer_that_is_set_again_moves() {
        var rung = new ArrayList<String>();
        var timer = new TimingWheel.Timer<>("a");
        wheel.set(timer, START.plusMillis(5));
        wheel.set(timer, START.plusMillis(500));

        wheel.advance(START.plusMillis(499), 10, rung::add);

        assertThat(rung).isEmpty();
        assertThat(wheel.size()).isOne();
    }

    @Test
    void no_more_than_the_limit_rings_at_once_and_nothing_is_lost() {
        var rung = new ArrayList<String>();
        for (int i = 0; i < 25; i++) {
            wheel.set(new TimingWheel.Timer<>("t" + i), START.plusMillis(7));
        }

        int first = wheel.advance(START.plusMillis(7), 10, rung::add);
        int second = wheel.advance(START.plusMillis(7), 10, rung::add);
        int third = wheel.advance(START.plusMillis(7), 10, rung::add);

        assertThat(List.of(first, second, third)).containsExactly(10, 10, 5);
        assertThat(rung).hasSize(25).doesNotHaveDuplicates();
    }

    @Test
    void a_timer_may_set_itself_again_while_it_rings() {
        var rung = new ArrayList<Instant>();
        var timer = new TimingWheel.Timer<>("a");
        wheel.set(timer, START.plusMillis(10));

        for (int i = 1; i <= 5; i++) {
            var now = START.plusMillis(10L * i);
            wheel.advance(now, 10, _ -> {
                rung.add(now);
                wheel.set(timer, now.plusMillis(10));
            });
        }

        assertThat(rung).hasSize(5);
    }

    @Test
    void a_deadline_beyond_the_span_of_the_wheel_rings_at_its_instant() {
        var far = Instant.parse("9999-12-31T00:00:00Z");
        var rung = new ArrayList<String>();
        wheel.set(new TimingWheel.Timer<>("near"), START.plusMillis(10));
        wheel.set(new TimingWheel.Timer<>("far"), far);

        int wakes = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            int turns = 0;
            for (var next = wheel.nextDeadline(); next != null; next = wheel.nextDeadline()) {
                assertThat(next).isBeforeOrEqualTo(far);
                wheel.advance(next, 10, rung::add);
                turns++;
            }
            return turns;
        });

        assertThat(rung).containsExactly("near", "far");
        assertThat(wakes).isLessThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void it_rings_what_a_sorted_map_would_ring(long seed) {
        var model = new Model(new Random(seed));

        for (int i = 0; i < 20_000; i++) {
            model.operate();
        }
        model.drain();

        assertThat(model.timers).allMatch(each -> !each.isSet());
    }

    /** The same operations on both. */
    private static final class Model {

        private static final long[] SPANS = {1, 10, 64, 65, 4_096, 100_000, 20_000_000, 3_000_000_000L};

        private final Random random;
        private final List<TimingWheel.Timer<Integer>> timers = new ArrayList<>();
        private final TreeMap<Integer, Long> deadlines = new TreeMap<>();
        private final TimingWheel<Integer> wheel;
        private long now = START.toEpochMilli();

        private Model(Random random) {
            this.random = random;
            this.wheel = new TimingWheel<>(START);
            for (int i = 0; i < 200; i++) {
                timers.add(new TimingWheel.Timer<>(i));
            }
        }

        private void operate() {
            int timer = random.nextInt(timers.size());
            switch (random.nextInt(5)) {
                case 0, 1 -> set(timer, now + span() - 3);
                case 2 -> {
                    wheel.cancel(timers.get(timer));
                    deadlines.remove(timer);
                }
                default -> advance(now + (random.nextInt(50) == 0 ? span() : random.nextLong(40)));
            }
            check();
        }

        private void set(int timer, long at) {
            wheel.set(timers.get(timer), Instant.ofEpochMilli(at));
            deadlines.put(timer, Math.max(at, now));
        }

        private long span() {
            return random.nextLong(SPANS[random.nextInt(SPANS.length)]);
        }

        private void advance(long to) {
            var due = deadlines.entrySet().stream()
                    .filter(entry -> entry.getValue() <= to)
                    .map(entry -> entry.getKey())
                    .toList();
            var rung = new ArrayList<Integer>();

            int count = wheel.advance(Instant.ofEpochMilli(to), Integer.MAX_VALUE, rung::add);

            now = to;
            assertThat(count).isEqualTo(rung.size());
            assertThat(rung).containsExactlyInAnyOrderElementsOf(due);
            assertThat(rung.stream().map(deadlines::get).toList()).isSortedAccordingTo(Comparator.naturalOrder());
            rung.forEach(deadlines::remove);
        }

        private void check() {
            assertThat(wheel.size()).isEqualTo(deadlines.size());
            var earliest = deadlines.values().stream().min(Comparator.naturalOrder());
            var next = wheel.nextDeadline();
            if (earliest.isEmpty()) {
                assertThat(next).isNull();
            } else {
                assertThat(next).isBetween(Instant.ofEpochMilli(now), Instant.ofEpochMilli(earliest.get()));
            }
        }

        /** Follows the wake-ups to the end: few for each timer. */
        private void drain() {
            int left = deadlines.size();
            int wakes = 0;
            for (var next = wheel.nextDeadline(); next != null; next = wheel.nextDeadline()) {
                advance(next.toEpochMilli());
                wakes++;
            }
            assertThat(wakes).isLessThanOrEqualTo(7 * left + 7);
        }
    }
}
