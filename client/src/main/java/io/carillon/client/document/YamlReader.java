package io.carillon.client.document;

import io.carillon.model.json.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads YAML 1.2 by its core schema, as far as JSON goes. The tree is walked by hand instead of being constructed, so that numbers
 * keep their text, aliases count as often as they are used, and no tag means anything but what it is refused as.
 */
final class YamlReader {

    static final int MAX_DEPTH = 64;
    static final int MAX_VALUES = 100_000;

    private static final int MAX_NUMBER_LENGTH = 64;

    private final String file;
    private final Map<String, Integer> lines = new HashMap<>();
    private int values;

    private YamlReader(String file) {
        this.file = file;
    }

    /** The documents of a text; one that holds nothing, as after a last {@code ---}, is left out. */
    static List<SourceDocument> read(String file, String text) {
        var settings = LoadSettings.builder()
                .setLabel(file)
                .setSchema(new CoreSchema())
                .setAllowDuplicateKeys(false)
                .setAllowRecursiveKeys(false)
                .setMaxAliasesForCollections(MAX_VALUES)
                .setCodePointLimit(DocumentFiles.MAX_BYTES)
                .build();
        var documents = new ArrayList<SourceDocument>();
        try {
            refuseDeep(file, new Parse(settings).parseString(text));
            for (Node root : new Compose(settings).composeAllFromString(text)) {
                var reader = new YamlReader(file);
                Json value = reader.value(root, "", 0);
                if (!(value instanceof Json.Null)) {
                    documents.add(new SourceDocument(file, value, reader.lines));
                }
            }
        } catch (MarkedYamlEngineException malformed) {
            throw new DocumentException(place(file, malformed) + ": " + malformed.getProblem(), malformed);
        } catch (YamlEngineException malformed) {
            throw new DocumentException(file + ": not YAML: " + malformed.getMessage(), malformed);
        }
        return documents;
    }

    /** Looked at event by event, because composing a tree takes a stack as deep as the tree. */
    private static void refuseDeep(String file, Iterable<Event> events) {
        int depth = 0;
        for (Event event : events) {
            depth += event instanceof CollectionStartEvent ? 1 : 0;
            depth -= event instanceof CollectionEndEvent ? 1 : 0;
            if (depth > MAX_DEPTH) {
                throw new DocumentException(file + ": nested deeper than " + MAX_DEPTH + " levels");
            }
        }
    }

    private static String place(String file, MarkedYamlEngineException malformed) {
        return malformed
                .getProblemMark()
                .map(mark -> file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                .orElse(file);
    }

    private Json value(Node node, String pointer, int depth) {
        if (depth > MAX_DEPTH) {
            throw refused(node, "nested deeper than " + MAX_DEPTH + " levels");
        }
        if (++values > MAX_VALUES) {
            throw refused(node, "more than " + MAX_VALUES + " values, counting each use of an alias");
        }
        node.getStartMark().map(Mark::getLine).ifPresent(line -> lines.putIfAbsent(pointer, line + 1));
        return switch (node) {
            case MappingNode mapping -> object(mapping, pointer, depth);
            case SequenceNode sequence -> array(sequence, pointer, depth);
            case ScalarNode scalar -> scalar(scalar);
            default -> throw refused(node, "an alias that contains itself");
        };
    }

    private Json object(MappingNode mapping, String pointer, int depth) {
        if (!mapping.getTag().equals(Tag.MAP)) {
            throw refused(mapping, "the tag " + mapping.getTag() + " means nothing here");
        }
        var members = new LinkedHashMap<String, Json>();
        for (NodeTuple member : mapping.getValue()) {
            String name = name(member.getKeyNode());
            String below = pointer + "/" + name.replace("~", "~0").replace("/", "~1");
            if (members.put(name, value(member.getValueNode(), below, depth + 1)) != null) {
                throw refused(member.getKeyNode(), "duplicate key '" + name + "'");
            }
        }
        return new Json.Obj(members);
    }

    private String name(Node key) {
        if (key instanceof ScalarNode scalar && scalar(scalar) instanceof Json.Str name) {
            return name.value();
        }
        throw refused(key, "a key must be a string; put it in quotes");
    }

    private Json array(SequenceNode sequence, String pointer, int depth) {
        if (!sequence.getTag().equals(Tag.SEQ)) {
            throw refused(sequence, "the tag " + sequence.getTag() + " means nothing here");
        }
        var items = new ArrayList<Json>();
        for (Node item : sequence.getValue()) {
            items.add(value(item, pointer + "/" + items.size(), depth + 1));
        }
        return new Json.Arr(items);
    }

    private Json scalar(ScalarNode node) {
        String text = node.getValue();
        Tag tag = node.getTag();
        if (tag.equals(Tag.STR)) {
            return Json.of(text);
        }
        if (tag.equals(Tag.NULL)) {
            return Json.Null.VALUE;
        }
        if (tag.equals(Tag.BOOL)) {
            return Json.of(text.equalsIgnoreCase("true"));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(node, text);
        }
        throw refused(node, "the tag " + tag + " means nothing here");
    }

    /** A number that JSON would write otherwise, such as {@code 0x1F}, is rewritten; any other keeps its text. */
    private Json number(ScalarNode node, String text) {
        if (text.length() > MAX_NUMBER_LENGTH) {
            throw refused(node, "a number of more than " + MAX_NUMBER_LENGTH + " characters");
        }
        try {
            return new Json.Num(text);
        } catch (IllegalArgumentException notJson) {
            return rewritten(node, text);
        }
    }

    private Json rewritten(ScalarNode node, String text) {
        try {
            if (text.startsWith("0x")) {
                return new Json.Num(new BigInteger(text.substring(2), 16).toString());
            }
            if (text.startsWith("0o")) {
                return new Json.Num(new BigInteger(text.substring(2), 8).toString());
            }
            return new Json.Num(new BigDecimal(text).toString().replace("E+", "E"));
        } catch (NumberFormatException notFinite) {
            throw refused(node, "'" + text + "' is not a number that JSON knows");
        }
    }

    private DocumentException refused(Node node, String problem) {
        String place = node.getStartMark()
                .map(mark -> file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
                .orElse(file);
        return new DocumentException(place + ": " + problem);
    }
}
