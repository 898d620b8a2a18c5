package io.carillon.schedule;

/** The times of a matching day: a mask for each of its hours, minutes and seconds. */
record DayTimes(int hours, long minutes, long seconds) {

    int count() {
        return Integer.bitCount(hours) * perHour();
    }

    /** How many of them lie before a second of the day. */
    int before(int secondOfDay) {
        int hour = secondOfDay / 3600;
        int minute = secondOfDay / 60 % 60;
        int count = Integer.bitCount(hours & ((1 << hour) - 1)) * perHour();
        if ((hours >> hour & 1) != 0) {
            count += Long.bitCount(minutes & ((1L << minute) - 1)) * Long.bitCount(seconds);
            if ((minutes >> minute & 1) != 0) {
                count += Long.bitCount(seconds & ((1L << secondOfDay % 60) - 1));
            }
        }
        return count;
    }

    /** The second of the day of the one with so many before it. */
    int nth(int before) {
        int hour = nthBit(hours, before / perHour());
        int inHour = before % perHour();
        int minute = nthBit(minutes, inHour / Long.bitCount(seconds));
        return hour * 3600 + minute * 60 + nthBit(seconds, inHour % Long.bitCount(seconds));
    }

    /** The place of the set bit that has so many set bits below it. */
    static int nthBit(long mask, int below) {
        long left = mask;
        for (int i = 0; i < below; i++) {
            left &= left - 1;
        }
        return Long.numberOfTrailingZeros(left);
    }

    private int perHour() {
        return Long.bitCount(minutes) * Long.bitCount(seconds);
    }
}
