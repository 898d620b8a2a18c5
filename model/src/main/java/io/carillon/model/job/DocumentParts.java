package io.carillon.model.job;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a job's document stand in its text: those in which jobs differ, and the frame around them, in which hardly two
 * in a thousand do. Nothing is understood here and little is checked; whoever uses a part reads it.
 */
final class DocumentParts {

    private final String text;
    private final StringBuilder frame;
    private final EnumMap<Place, String> parts = new EnumMap<>(Place.class);
    private int at;
    private int copied;
    private int taskAt;
    private int paramsAt;

    private DocumentParts(String text) {
        this.text = text;
        this.frame = new StringBuilder(text.length());
    }

    /** What stands at a place of the document, told from what it stands in. */
    private enum Place {
        ROOT(' '),
        METADATA(' '),
        NAME('\1'),
        LABELS('\2'),
        SPEC(' '),
        TRIGGERS('\3'),
        TASK('\4'),
        PARAMS('\5'),
        OTHER(' ');

        private static final Set<Place> LOOKED_INTO = EnumSet.of(ROOT, METADATA, SPEC, TASK);
        private static final Set<Place> FRAMED = EnumSet.of(NAME, LABELS, TRIGGERS, TASK);

        /** Stands for a part: a character that no JSON text contains, so that no frame is the text of another document. */
        private final char mark;

        Place(char mark) {
            this.mark = mark;
        }

        private Place member(String text, int name, int length) {
            return switch (this) {
                case ROOT ->
                    is("metadata", text, name, length) ? METADATA : is("spec", text, name, length) ? SPEC : OTHER;
                case METADATA ->
                    is("name", text, name, length) ? NAME : is("labels", text, name, length) ? LABELS : OTHER;
                case SPEC ->
                    is("triggers", text, name, length) ? TRIGGERS : is("task", text, name, length) ? TASK : OTHER;
                case TASK -> is("params", text, name, length) ? PARAMS : OTHER;
                case NAME, LABELS, TRIGGERS, PARAMS, OTHER -> OTHER;
            };
        }

        private static boolean is(String expected, String text, int name, int length) {
            return length == expected.length() && text.startsWith(expected, name);
        }
    }

    /** The parts of a document as this program writes it; null if it was written differently. */
    static @Nullable DocumentParts of(String text) {
        var parts = new DocumentParts(text);
        if (!parts.value(Place.ROOT) || parts.at != text.length()) {
            return null;
        }
        parts.frame.append(text, parts.copied, text.length());
        return parts;
    }

    /** The document with a mark in place of each part. */
    String frame() {
        return frame.toString();
    }

    @Nullable
    String name() {
        return parts.get(Place.NAME);
    }

    @Nullable
    String labels() {
        return parts.get(Place.LABELS);
    }

    @Nullable
    String triggers() {
        return parts.get(Place.TRIGGERS);
    }

    @Nullable
    String task() {
        return parts.get(Place.TASK);
    }

    @Nullable
    String params() {
        return parts.get(Place.PARAMS);
    }

    /** The task with a mark in place of its params. */
    @Nullable
    String taskFrame() {
        String task = task();
        String params = params();
        if (task == null || params == null) {
            return task;
        }
        int from = paramsAt - taskAt;
        return task.substring(0, from) + Place.PARAMS.mark + task.substring(from + params.length());
    }

    private boolean value(Place place) {
        int start = at;
        if (place == Place.TASK) {
            taskAt = start;
        } else if (place == Place.PARAMS) {
            paramsAt = start;
        }
        boolean goesIn = Place.LOOKED_INTO.contains(place) && text.startsWith("{", at);
        boolean sound = goesIn ? object(place) : skip();
        if (sound && (Place.FRAMED.contains(place) || place == Place.PARAMS)) {
            parts.put(place, text.substring(start, at));
        }
        if (sound && Place.FRAMED.contains(place)) {
            frame.append(text, copied, start).append(place.mark);
            copied = at;
        }
        return sound;
    }

    private boolean object(Place place) {
        at++;
        if (taken('}')) {
            return true;
        }
        do {
            int name = at + 1;
            if (!skipString() || !taken(':') || !value(place.member(text, name, at - name - 2))) {
                return false;
            }
        } while (taken(','));
        return taken('}');
    }

    private boolean taken(char wanted) {
        boolean there = at < text.length() && text.charAt(at) == wanted;
        at += there ? 1 : 0;
        return there;
    }

    /** Passes over a value: a string, whatever its brackets hold, or what stands before the next comma or bracket. */
    private boolean skip() {
        int depth = 0;
        do {
            if (at >= text.length()) {
                return false;
            }
            char c = text.charAt(at);
            if (c == '"') {
                if (!skipString()) {
                    return false;
                }
            } else if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
                return true;
            } else {
                depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
                at++;
            }
        } while (depth > 0 || !atEndOfValue());
        return true;
    }

    private boolean atEndOfValue() {
        return at < text.length() && ",}]".indexOf(text.charAt(at)) >= 0;
    }

    private boolean skipString() {
        if (!taken('"')) {
            return false;
        }
        int end = text.indexOf('"', at);
        while (end >= 0 && isEscaped(end)) {
            end = text.indexOf('"', end + 1);
        }
        at = end < 0 ? text.length() : end + 1;
        return end >= 0;
    }

    /** Whether an odd number of backslashes stands before a character. */
    private boolean isEscaped(int position) {
        int before = position;
        while (text.charAt(before - 1) == '\\') {
            before--;
        }
        return (position - before) % 2 == 1;
    }
}
