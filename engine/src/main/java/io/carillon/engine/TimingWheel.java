package io.carillon.engine;

import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hierarchical timing wheel with a resolution of one millisecond.
 *
 * <p>Seven levels of 64 slots: a slot of level {@code n} spans 64ⁿ ms, the whole wheel spans 139 years. A timer sits on the level of
 * the highest base-64 digit in which its deadline differs from the present; as the present reaches its slot, it drops to a lower
 * level, at most six times. Setting and cancelling take constant time, and a bitmap per level tells the next occupied slot, so that
 * an idle wheel sleeps until its next deadline instead of turning.
 *
 * <p>A timer never rings early: a deadline inside a millisecond rings at its end, and one beyond the span waits in the last slot
 * before the present's until it comes within reach.
 */
final class TimingWheel<T> {

    private static final int LEVELS = 7;
    private static final int DIGIT_BITS = 6;
    private static final int SLOTS = 1 << DIGIT_BITS;
    private static final long SPAN = 1L << (LEVELS * DIGIT_BITS);
    private static final long TOP_SLOT = SPAN / SLOTS;

    private final @Nullable Timer<T>[][] slots = slots();
    private final long[] occupied = new long[LEVELS];
    private long present;
    private int size;

    TimingWheel(Instant start) {
        present = start.toEpochMilli();
    }

    /** Somebody's alarm: at most one deadline at a time. Owned by one wheel. */
    static final class Timer<T> {

        private final T owner;
        private long deadline;
        private int level = -1;
        private int slot;
        private @Nullable Timer<T> previous;
        private @Nullable Timer<T> next;

        Timer(T owner) {
            this.owner = owner;
        }

        boolean isSet() {
            return level >= 0;
        }
    }

    int size() {
        return size;
    }

    /** Sets a timer, or moves it if it is set. */
    void set(Timer<T> timer, Instant at) {
        cancel(timer);
        timer.deadline = Math.max(ceilMillis(at), present);
        insert(timer);
        size++;
    }

    void cancel(Timer<T> timer) {
        if (timer.isSet()) {
            unlink(timer);
            size--;
        }
    }

    /**
     * Rings what is due, at most a number of timers, in the order of their deadlines.
     *
     * @return how many rang; the limit if there may be more
     */
    int advance(Instant now, int limit, Consumer<T> ring) {
        long until = now.toEpochMilli();
        int rung = 0;
        while (rung < limit) {
            long next = nextSlotTime();
            if (next > until) {
                present = Math.max(present, until);
                return rung;
            }
            present = Math.max(present, next);
            rung += open(limit - rung, ring);
        }
        return rung;
    }

    /** When there may be something to ring, never later than the earliest deadline; null if nothing is set. */
    @Nullable
    Instant nextDeadline() {
        return size == 0 ? null : Instant.ofEpochMilli(nextSlotTime());
    }

    /** Opens the earliest occupied slot, whose time has come. */
    private int open(int limit, Consumer<T> ring) {
        int level = nextLevel();
        int slot = nextSlot(level);
        if (level > 0) {
            spread(level, slot);
            return 0;
        }
        int rung = 0;
        Timer<T> timer = slots[0][slot];
        while (timer != null && rung < limit) {
            unlink(timer);
            size--;
            rung++;
            ring.accept(timer.owner);
            timer = slots[0][slot];
        }
        return rung;
    }

    /** Moves every timer of a slot to the level where it now belongs. */
    private void spread(int level, int slot) {
        Timer<T> timer = slots[level][slot];
        while (timer != null) {
            Timer<T> following = timer.next;
            unlink(timer);
            insert(timer);
            timer = following;
        }
    }

    private long nextSlotTime() {
        int level = nextLevel();
        if (level < 0) {
            return Long.MAX_VALUE;
        }
        int slot = nextSlot(level);
        int shift = level * DIGIT_BITS;
        long base = present >> (shift + DIGIT_BITS) << (shift + DIGIT_BITS);
        long time = base + ((long) slot << shift);
        return time + (slot < digit(present, level) ? 1L << (shift + DIGIT_BITS) : 0);
    }

    /** Lower levels come first: whatever sits on a higher one is due after all of them. */
    private int nextLevel() {
        for (int level = 0; level < LEVELS; level++) {
            if (occupied[level] != 0) {
                return level;
            }
        }
        return -1;
    }

    private int nextSlot(int level) {
        int from = digit(present, level);
        return (from + Long.numberOfTrailingZeros(Long.rotateRight(occupied[level], from))) & (SLOTS - 1);
    }

    private void insert(Timer<T> timer) {
        long within = Math.min(timer.deadline, present + SPAN - TOP_SLOT);
        long differing = (within ^ present) | 1;
        int level = Math.min((63 - Long.numberOfLeadingZeros(differing)) / DIGIT_BITS, LEVELS - 1);
        int slot = digit(within, level);
        timer.level = level;
        timer.slot = slot;
        append(timer, slots[level][slot]);
        occupied[level] |= 1L << slot;
    }

    /** Keeps the order of insertion: the slot holds the first timer, and the first timer's predecessor is the last. */
    private void append(Timer<T> timer, @Nullable Timer<T> first) {
        timer.next = null;
        if (first == null) {
            timer.previous = timer;
            slots[timer.level][timer.slot] = timer;
        } else {
            Timer<T> last = first.previous;
            timer.previous = last;
            first.previous = timer;
            if (last != null) {
                last.next = timer;
            }
        }
    }

    private void unlink(Timer<T> timer) {
        Timer<T> first = slots[timer.level][timer.slot];
        Timer<T> next = timer.next;
        if (timer == first) {
            slots[timer.level][timer.slot] = next;
        } else if (timer.previous != null) {
            timer.previous.next = next;
        }
        if (next != null) {
            next.previous = timer.previous;
        } else if (first != null && first != timer) {
            first.previous = timer.previous;
        }
        if (slots[timer.level][timer.slot] == null) {
            occupied[timer.level] &= ~(1L << timer.slot);
        }
        timer.level = -1;
        timer.previous = null;
        timer.next = null;
    }

    private static int digit(long time, int level) {
        return (int) (time >> (level * DIGIT_BITS)) & (SLOTS - 1);
    }

    private static long ceilMillis(Instant at) {
        long millis = at.toEpochMilli();
        return Instant.ofEpochMilli(millis).isBefore(at) ? millis + 1 : millis;
    }

    @SuppressWarnings("unchecked") // An array of a generic type can't be made otherwise; it never leaves this class.
    private static <T> @Nullable Timer<T>[][] slots() {
        return (@Nullable Timer<T>[][]) new Timer<?>[LEVELS][SLOTS];
    }
}
