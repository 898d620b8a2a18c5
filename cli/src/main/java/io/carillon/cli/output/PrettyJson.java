package io.carillon.cli.output;

import io.carillon.model.json.Json;
import java.util.Iterator;

/** JSON over several lines, indented by two. */
public final class PrettyJson {

    private static final String STEP = "  ";

    private final StringBuilder out = new StringBuilder();

    private PrettyJson() {}

    /** The text of a value, with a line end. */
    public static String write(Json value) {
        var writer = new PrettyJson();
        writer.value(value, "");
        return writer.out.append('\n').toString();
    }

    private void value(Json value, String indent) {
        switch (value) {
            case Json.Obj object when !object.isEmpty() -> object(object, indent);
            case Json.Arr array when !array.items().isEmpty() -> array(array, indent);
            case Json.Obj _, Json.Arr _, Json.Null _, Json.Bool _, Json.Num _, Json.Str _ -> out.append(safe(value));
        }
    }

    private void object(Json.Obj object, String indent) {
        out.append("{\n");
        var members = object.members().entrySet().iterator();
        while (members.hasNext()) {
            var member = members.next();
            out.append(indent)
                    .append(STEP)
                    .append(safe(Json.of(member.getKey())))
                    .append(": ");
            value(member.getValue(), indent + STEP);
            endItem(members);
        }
        out.append(indent).append('}');
    }

    private void array(Json.Arr array, String indent) {
        out.append("[\n");
        Iterator<Json> items = array.items().iterator();
        while (items.hasNext()) {
            out.append(indent).append(STEP);
            value(items.next(), indent + STEP);
            endItem(items);
        }
        out.append(indent).append(']');
    }

    private void endItem(Iterator<?> rest) {
        out.append(rest.hasNext() ? ",\n" : "\n");
    }

    /** Only strings can hold what {@link PlainText} escapes, and its escapes are JSON's own. */
    private static String safe(Json scalar) {
        return PlainText.line(scalar.text());
    }
}
