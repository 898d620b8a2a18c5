package io.carillon.cli.output;

import io.carillon.model.json.Json;
import java.util.List;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.StreamDataWriter;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** A JSON value as YAML 1.2 that reads back as the same value. */
public final class YamlWriter {

    private static final int LONGEST_LINE = 160;

    private YamlWriter() {}

    public static String write(Json value) {
        var settings = DumpSettings.builder()
                .setSchema(new CoreSchema())
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setIndicatorIndent(2)
                .setIndentWithIndicator(true)
                .setIndent(2)
                .setWidth(LONGEST_LINE)
                .setSplitLines(false)
                .build();
        var text = new Text();
        new Dump(settings).dumpNode(node(value), text);
        return text.written.toString();
    }

    private static Node node(Json value) {
        return switch (value) {
            case Json.Null _ -> plain(Tag.NULL, "null");
            case Json.Bool bool -> plain(Tag.BOOL, String.valueOf(bool.value()));
            case Json.Num number -> plain(isWhole(number) ? Tag.INT : Tag.FLOAT, number.text());
            case Json.Str text -> string(text.value());
            case Json.Arr array ->
                new SequenceNode(
                        Tag.SEQ,
                        array.items().stream().map(YamlWriter::node).toList(),
                        array.items().isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
            case Json.Obj object -> mapping(object);
        };
    }

    private static Node mapping(Json.Obj object) {
        List<NodeTuple> members = object.members().entrySet().stream()
                .map(member -> new NodeTuple(string(member.getKey()), node(member.getValue())))
                .toList();
        return new MappingNode(Tag.MAP, members, members.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
    }

    /** Scripts are worth reading line by line. */
    private static Node string(String text) {
        boolean block = text.contains("\n") && PlainText.lines(text).equals(text);
        return new ScalarNode(Tag.STR, text, block ? ScalarStyle.LITERAL : ScalarStyle.PLAIN);
    }

    private static Node plain(Tag tag, String text) {
        return new ScalarNode(tag, text, ScalarStyle.PLAIN);
    }

    private static boolean isWhole(Json.Num number) {
        return number.text().chars().allMatch(c -> c == '-' || Character.isDigit(c));
    }

    private static final class Text implements StreamDataWriter {

        private final StringBuilder written = new StringBuilder();

        @Override
        public void write(String text) {
            written.append(text);
        }

        @Override
        public void write(String text, int offset, int length) {
            written.append(text, offset, offset + length);
        }
    }
}
