package io.carillon.model.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;

/**
 * A strict RFC 8259 parser. Duplicate members are refused, because two readers of the same text must never see two different
 * jobs; nesting is bounded, because the stack is.
 */
final class JsonReader {

    static final int MAX_DEPTH = 64;

    /** An exponent of more digits names a number that nobody can compute with, and that other readers refuse. */
    private static final int MAX_EXPONENT_DIGITS = 4;

    private static final int MAX_NUMBER_LENGTH = 64;

    private final String text;
    private int at;

    JsonReader(String text) {
        this.text = text;
    }

    /** Whether a text is {@code -?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?}, read by hand because documents are full of them. */
    static boolean isNumber(String text) {
        int whole = text.startsWith("-") ? 1 : 0;
        int end = digitsFrom(whole, text);
        boolean sound = end > whole && (text.charAt(whole) != '0' || end == whole + 1);
        if (end < text.length() && text.charAt(end) == '.') {
            int fraction = end + 1;
            end = digitsFrom(fraction, text);
            sound &= end > fraction;
        }
        if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
            boolean signed = end + 1 < text.length() && "+-".indexOf(text.charAt(end + 1)) >= 0;
            int exponent = end + (signed ? 2 : 1);
            end = digitsFrom(exponent, text);
            sound &= end > exponent && end - exponent <= MAX_EXPONENT_DIGITS;
        }
        return sound && end == text.length() && end <= MAX_NUMBER_LENGTH;
    }

    private static int digitsFrom(int start, String text) {
        int end = start;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    Json read() {
        Json value = value(0);
        skipBlank();
        if (at < text.length()) {
            throw error("unexpected text after the value");
        }
        return value;
    }

    private Json value(int depth) {
        if (depth > MAX_DEPTH) {
            throw error("nested deeper than " + MAX_DEPTH + " levels");
        }
        skipBlank();
        if (at >= text.length()) {
            throw error("unexpected end of text");
        }
        return switch (text.charAt(at)) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> new Json.Str(string());
            case 't' -> word("true", Json.of(true));
            case 'f' -> word("false", Json.of(false));
            case 'n' -> word("null", Json.Null.VALUE);
            default -> number();
        };
    }

    private Json object(int depth) {
        var members = new LinkedHashMap<String, Json>();
        at++;
        if (taken('}')) {
            return new Json.Obj(members);
        }
        do {
            skipBlank();
            if (at >= text.length() || text.charAt(at) != '"') {
                throw error("expected a member name in double quotes");
            }
            int start = at;
            String name = string();
            expect(':');
            if (members.put(name, value(depth + 1)) != null) {
                at = start;
                throw error("duplicate member \"" + name + "\"");
            }
        } while (taken(','));
        expect('}');
        return new Json.Obj(members);
    }

    private Json array(int depth) {
        var items = new ArrayList<Json>();
        at++;
        if (taken(']')) {
            return new Json.Arr(items);
        }
        do {
            items.add(value(depth + 1));
        } while (taken(','));
        expect(']');
        return new Json.Arr(items);
    }

    private String string() {
        at++;
        int start = at;
        while (at < text.length() && isPlain(text.charAt(at))) {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '"') {
            return text.substring(start, at++);
        }
        return stringFrom(new StringBuilder(text.substring(start, at)));
    }

    private static boolean isPlain(char c) {
        return c != '"' && c != '\\' && c >= 0x20;
    }

    private String stringFrom(StringBuilder out) {
        while (true) {
            if (at >= text.length()) {
                throw error("unterminated string");
            }
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return out.toString();
            }
            if (c < 0x20) {
                throw error("control character in a string: escape it");
            }
            out.append(c == '\\' ? escaped() : c);
            at++;
        }
    }

    /** Reads the escape that starts here and leaves the position on its last character. */
    private char escaped() {
        at++;
        if (at >= text.length()) {
            throw error("unterminated string");
        }
        return switch (text.charAt(at)) {
            case '"' -> '"';
            case '\\' -> '\\';
            case '/' -> '/';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw error("unknown escape");
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            at++;
            int digit = at < text.length() ? hexDigit(text.charAt(at)) : -1;
            if (digit < 0) {
                throw error("expected four hexadecimal digits");
            }
            code = code * 16 + digit;
        }
        return (char) code;
    }

    /** Only ASCII digits are hexadecimal in JSON; {@link Character#digit} would take those of every script. */
    private static int hexDigit(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private Json number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(start, at);
        if (!isNumber(number)) {
            at = start;
            throw error(number.isEmpty() ? "expected a value" : "not a number");
        }
        return new Json.Num(number);
    }

    private Json word(String word, Json value) {
        if (!text.startsWith(word, at)) {
            throw error("expected a value");
        }
        at += word.length();
        return value;
    }

    private boolean taken(char wanted) {
        skipBlank();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) {
        if (!taken(wanted)) {
            throw error("expected '" + wanted + "'");
        }
    }

    private void skipBlank() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private JsonException error(String message) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            boolean newLine = text.charAt(i) == '\n';
            line += newLine ? 1 : 0;
            column = newLine ? 1 : column + 1;
        }
        return new JsonException(message, line, column);
    }
}
