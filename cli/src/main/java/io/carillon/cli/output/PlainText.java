package io.carillon.cli.output;

/**
 * Text from elsewhere made safe to show. A task's error message may hold escape sequences that would recolour, rewrite or even
 * type into the reader's terminal, and marks that turn the direction of what follows.
 */
public final class PlainText {

    private PlainText() {}

    /** On one line: line ends are shown as escapes too. */
    public static String line(String text) {
        return shown(text, false);
    }

    /** With its line ends and tabs. */
    public static String lines(String text) {
        return shown(text.replace("\r\n", "\n"), true);
    }

    private static String shown(String text, boolean multiline) {
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean layout = multiline && (c == '\n' || c == '\t');
            if (isHarmless(c) || layout) {
                out.appendCodePoint(c);
            } else {
                escape(out, c);
            }
        });
        return out.toString();
    }

    private static void escape(StringBuilder out, int c) {
        for (char unit : Character.toChars(c)) {
            out.append(String.format("\\u%04x", (int) unit));
        }
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.FORMAT -> !turnsDirection(c);
            default -> true;
        };
    }

    private static boolean turnsDirection(int c) {
        return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
    }
}
