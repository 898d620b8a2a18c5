package io.carillon.model.json;

import io.carillon.model.CompactMap;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value. Values are immutable; objects keep the order in which their members were written. */
public sealed interface Json {

    /** The absence that JSON itself can express. */
    record Null() implements Json {

        public static final Null VALUE = new Null();
    }

    record Bool(boolean value) implements Json {}

    /** A number by its exact text, so that what came in goes out unchanged. */
    record Num(String text) implements Json {

        public Num {
            if (!JsonReader.isNumber(text)) {
                throw new IllegalArgumentException("not a JSON number: " + text);
            }
        }

        public BigDecimal value() {
            return new BigDecimal(text);
        }
    }

    record Str(String value) implements Json {}

    record Arr(List<Json> items) implements Json {

        public Arr {
            items = List.copyOf(items);
        }
    }

    record Obj(Map<String, Json> members) implements Json {

        public static final Obj EMPTY = new Obj(Map.of());

        public Obj {
            members = members instanceof TextMembers ? members : CompactMap.copyOf(members);
        }

        /**
         * The object that a text stands for, kept as that text where it is short and the one that would be written: a tenth of the
         * memory, for what is passed on more often than it is looked into.
         *
         * @throws JsonException when the text is not that of an object
         */
        public static Obj ofText(String text) {
            if (!(new JsonReader(text).read() instanceof Obj object)) {
                throw new JsonException("expected an object", 1, 1);
            }
            boolean worthIt = !object.isEmpty() && text.length() <= TextMembers.MAX_LENGTH;
            return worthIt && TextMembers.isShortest(text, object) ? new Obj(new TextMembers(text)) : object;
        }

        public Optional<Json> get(String name) {
            return Optional.ofNullable(members.get(name));
        }

        public boolean isEmpty() {
            return members.isEmpty();
        }
    }

    static Json of(String value) {
        return new Str(value);
    }

    static Json of(long value) {
        return new Num(Long.toString(value));
    }

    static Json of(double value) {
        BigDecimal exact = BigDecimal.valueOf(value);
        String plain = exact.toPlainString();
        return new Num(JsonReader.isNumber(plain) ? plain : exact.toString());
    }

    static Json of(boolean value) {
        return new Bool(value);
    }

    static Json array(Iterable<? extends Json> items) {
        var list = new ArrayList<Json>();
        items.forEach(list::add);
        return new Arr(list);
    }

    static ObjectBuilder object() {
        return new ObjectBuilder();
    }

    /** Strict RFC 8259 text to a value. */
    static Json parse(String text) {
        return new JsonReader(text).read();
    }

    /** The shortest text of this value. */
    default String text() {
        return JsonWriter.write(this);
    }

    /** What this value is, in the words an error message uses. */
    default String kind() {
        return switch (this) {
            case Null _ -> "null";
            case Bool _ -> "a boolean";
            case Num _ -> "a number";
            case Str _ -> "a string";
            case Arr _ -> "an array";
            case Obj _ -> "an object";
        };
    }

    /** Builds an object member by member. */
    final class ObjectBuilder {

        private final Map<String, Json> members = new LinkedHashMap<>();

        private ObjectBuilder() {}

        public ObjectBuilder put(String name, Json value) {
            members.put(name, value);
            return this;
        }

        public ObjectBuilder put(String name, String value) {
            return put(name, of(value));
        }

        public ObjectBuilder put(String name, long value) {
            return put(name, of(value));
        }

        public ObjectBuilder put(String name, boolean value) {
            return put(name, of(value));
        }

        public Obj build() {
            return new Obj(members);
        }
    }
}
