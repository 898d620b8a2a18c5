package io.carillon.worker.core;

/** Makes any text fit for the wire: valid UTF-8, no NUL, no longer than allowed. */
public final class Text {

    private static final String MARK = "…";
    private static final int MARK_BYTES = 3;
    private static final char REPLACEMENT = '\uFFFD';
    private static final String NUL = "\\u0000";

    private Text() {}

    /** Half a surrogate pair has no UTF-8, and NUL is refused by databases: both become something visible. */
    public static String clean(String text) {
        int first = firstUnfit(text, 0);
        if (first == text.length()) {
            return text;
        }
        var clean = new StringBuilder(text.length() + NUL.length());
        int from = 0;
        for (int at = first; at < text.length(); at = firstUnfit(text, from)) {
            clean.append(text, from, at);
            if (text.charAt(at) == 0) {
                clean.append(NUL);
            } else {
                clean.append(REPLACEMENT);
            }
            from = at + 1;
        }
        return clean.append(text, from, text.length()).toString();
    }

    private static int firstUnfit(String text, int from) {
        int at = from;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (point == 0 || isLoneSurrogate(point)) {
                return at;
            }
            at += Character.charCount(point);
        }
        return at;
    }

    private static boolean isLoneSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    /** The text itself, or its beginning with a mark where it was cut; at most so many bytes of UTF-8, between characters. */
    public static String cut(String text, int maxBytes) {
        if (bytes(text) <= maxBytes) {
            return text;
        }
        int room = maxBytes - MARK_BYTES;
        int at = 0;
        while (true) {
            int point = text.codePointAt(at);
            room -= bytes(point);
            if (room < 0) {
                return text.substring(0, at) + MARK;
            }
            at += Character.charCount(point);
        }
    }

    public static long bytes(String text) {
        long bytes = 0;
        for (int at = 0; at < text.length(); ) {
            int point = text.codePointAt(at);
            bytes += bytes(point);
            at += Character.charCount(point);
        }
        return bytes;
    }

    private static int bytes(int point) {
        if (point < 0x80) {
            return 1;
        }
        if (point < 0x800) {
            return 2;
        }
        return point < 0x10000 ? 3 : 4;
    }
}
