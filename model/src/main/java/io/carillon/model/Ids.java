package io.carillon.model;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * The bits of an id and its text. An id is a positive 64-bit number: 41 bits of milliseconds since 2025, 10 bits of partition,
 * 12 bits of sequence. It sorts by time, tells its partition without a look-up, and reads as 13 characters that survive a
 * telephone call (Crockford's base 32: no I, L, O or U).
 */
final class Ids {

    static final int SEQUENCE_BITS = 12;
    static final int PARTITION_BITS = 10;

    private static final long ORIGIN_MILLIS =
            Instant.parse("2025-01-01T00:00:00Z").toEpochMilli();
    private static final long MAX_MILLIS = (1L << 41) - 1;
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int TEXT_LENGTH = 13;

    private Ids() {}

    static long compose(Instant at, Partition partition, int sequence) {
        long millis = Math.clamp(at.toEpochMilli() - ORIGIN_MILLIS, 0, MAX_MILLIS);
        return (millis << (PARTITION_BITS + SEQUENCE_BITS)) | ((long) partition.number() << SEQUENCE_BITS) | sequence;
    }

    static Partition partition(long id) {
        return new Partition((int) (id >>> SEQUENCE_BITS) & (Partition.MAX_COUNT - 1));
    }

    static Instant madeAt(long id) {
        return Instant.ofEpochMilli((id >>> (PARTITION_BITS + SEQUENCE_BITS)) + ORIGIN_MILLIS);
    }

    static int sequence(long id) {
        return (int) id & ((1 << SEQUENCE_BITS) - 1);
    }

    static long checked(String kind, long id) {
        if (id <= 0) {
            throw new IllegalArgumentException(kind + " " + id + " is not positive");
        }
        return id;
    }

    /** Ids of one millisecond differ in a few bits only, and hash tables look at others. */
    static int hash(long id) {
        return (int) ((id * 0x9E3779B97F4A7C15L) >>> 32);
    }

    static String text(long id) {
        var text = new char[TEXT_LENGTH];
        long rest = id;
        for (int i = TEXT_LENGTH - 1; i >= 0; i--) {
            text[i] = DIGITS.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new String(text);
    }

    /** The id that a text names, or nothing if it names none. */
    static OptionalLong parse(String text) {
        if (text.length() != TEXT_LENGTH) {
            return OptionalLong.empty();
        }
        long id = 0;
        for (int i = 0; i < TEXT_LENGTH; i++) {
            int digit = DIGITS.indexOf(text.charAt(i));
            if (digit < 0 || (i == 0 && digit > 7)) {
                return OptionalLong.empty();
            }
            id = id << 5 | digit;
        }
        return id > 0 ? OptionalLong.of(id) : OptionalLong.empty();
    }
}
