package io.carillon.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One field's text with its place in the expression, read from left to right. */
final class CronText {

    private static final char END = 0;

    private final String expression;
    private final int start;
    private final int end;
    private int position;

    private CronText(String expression, int start, int end) {
        this.expression = expression;
        this.start = start;
        this.position = start;
        this.end = end;
    }

    /** The parts between white space. */
    static List<CronText> fieldsOf(String expression) {
        List<CronText> fields = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= expression.length(); i++) {
            boolean gap = i == expression.length() || isGap(expression.charAt(i));
            if (gap && start >= 0) {
                fields.add(new CronText(expression, start, i));
                start = -1;
            } else if (!gap && start < 0) {
                start = i;
            }
        }
        return fields;
    }

    private static boolean isGap(char c) {
        return c == ' ' || c == '\t';
    }

    /** What is left to read, in capitals. */
    String rest() {
        return expression.substring(position, end).toUpperCase(Locale.ROOT);
    }

    /** Where the field begins, however much of it has been read. */
    int start() {
        return start;
    }

    int position() {
        return position;
    }

    boolean atEnd() {
        return position == end;
    }

    char peek() {
        return atEnd() ? END : upper(expression.charAt(position));
    }

    private static char upper(char c) {
        return c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
    }

    boolean skip(char wanted) {
        if (peek() != wanted || atEnd()) {
            return false;
        }
        position++;
        return true;
    }

    boolean atDigit() {
        return peek() >= '0' && peek() <= '9';
    }

    boolean atLetter() {
        return peek() >= 'A' && peek() <= 'Z';
    }

    /** Reads digits; a number too long to be one is read as one that nothing allows. */
    int number() {
        long value = 0;
        while (atDigit()) {
            value = Math.min(value * 10 + (peek() - '0'), Integer.MAX_VALUE);
            position++;
        }
        return (int) value;
    }

    /** The next three letters, or fewer where there are no more. */
    String name() {
        return letters(3);
    }

    String letters() {
        return letters(expression.length());
    }

    private String letters(int most) {
        StringBuilder letters = new StringBuilder();
        while (atLetter() && letters.length() < most) {
            letters.append(peek());
            position++;
        }
        return letters.toString();
    }
}
