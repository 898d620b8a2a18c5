package io.carillon.model.json;

import java.util.Iterator;

/** Writes the shortest text of a value, safe to embed: no control character and no lone surrogate leaves unescaped. */
final class JsonWriter {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out = new StringBuilder();

    private JsonWriter() {}

    static String write(Json value) {
        var writer = new JsonWriter();
        writer.value(value);
        return writer.out.toString();
    }

    private void value(Json value) {
        switch (value) {
            case Json.Null _ -> out.append("null");
            case Json.Bool bool -> out.append(bool.value());
            case Json.Num num -> out.append(num.text());
            case Json.Str str -> string(str.value());
            case Json.Arr arr -> array(arr);
            case Json.Obj obj -> object(obj);
        }
    }

    private void array(Json.Arr array) {
        out.append('[');
        Iterator<Json> items = array.items().iterator();
        while (items.hasNext()) {
            value(items.next());
            out.append(items.hasNext() ? "," : "");
        }
        out.append(']');
    }

    private void object(Json.Obj object) {
        if (object.members() instanceof TextMembers kept) {
            out.append(kept.text());
            return;
        }
        out.append('{');
        var members = object.members().entrySet().iterator();
        while (members.hasNext()) {
            var member = members.next();
            string(member.getKey());
            out.append(':');
            value(member.getValue());
            out.append(members.hasNext() ? "," : "");
        }
        out.append('}');
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> character(text, i, c);
            }
        }
        out.append('"');
    }

    private void character(String text, int i, char c) {
        if (c < 0x20 || c == 0x7f || isLoneSurrogate(text, i, c)) {
            out.append("\\u")
                    .append(HEX[c >> 12])
                    .append(HEX[c >> 8 & 15])
                    .append(HEX[c >> 4 & 15])
                    .append(HEX[c & 15]);
        } else {
            out.append(c);
        }
    }

    private static boolean isLoneSurrogate(String text, int i, char c) {
        if (Character.isHighSurrogate(c)) {
            return i + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
