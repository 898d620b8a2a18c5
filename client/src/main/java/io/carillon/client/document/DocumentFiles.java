package io.carillon.client.document;

import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Finds and reads the files that a user named: a file, a directory with all that is below it, or {@code -} for the input. */
public final class DocumentFiles {

    static final int MAX_BYTES = 4 << 20;
    static final int MAX_FILES = 10_000;

    private static final String INPUT = "-";
    private static final List<String> SUFFIXES = List.of(".yaml", ".yml", ".json");

    private final Path directory;
    private final InputStream input;

    /** @param directory what relative names are relative to */
    public DocumentFiles(Path directory, InputStream input) {
        this.directory = directory;
        this.input = input;
    }

    /** Every document of every file, in the order of the names given and, in a directory, of the file names. */
    public List<SourceDocument> read(List<String> names) {
        var documents = new ArrayList<SourceDocument>();
        for (String name : names) {
            if (name.equals(INPUT)) {
                documents.addAll(parse("standard input", text("standard input", bytes("standard input", input))));
                continue;
            }
            for (Path file : filesOf(name)) {
                documents.addAll(read(file));
            }
        }
        if (documents.isEmpty()) {
            throw new DocumentException(String.join(", ", names) + ": no document in there");
        }
        return documents;
    }

    /**
     * The documents of a text.
     *
     * @param name what it is called where something is wrong with it; one that ends in {@code .json} is JSON, any other YAML
     */
    public static List<SourceDocument> parse(String name, String text) {
        if (!name.toLowerCase(Locale.ROOT).endsWith(".json")) {
            return YamlReader.read(name, text);
        }
        try {
            return List.of(new SourceDocument(name, Json.parse(text), Map.of()));
        } catch (JsonException malformed) {
            throw new DocumentException(name + ": " + malformed.getMessage(), malformed);
        }
    }

    private List<Path> filesOf(String name) {
        Path named = directory.resolve(name);
        if (!Files.isDirectory(named)) {
            return List.of(named);
        }
        try (Stream<Path> below = Files.walk(named)) {
            List<Path> files = below.filter(file -> isDocument(named, file))
                    .sorted()
                    .limit(MAX_FILES + 1L)
                    .toList();
            if (files.size() > MAX_FILES) {
                throw new DocumentException(name + ": more than " + MAX_FILES + " files");
            }
            if (files.isEmpty()) {
                throw new DocumentException(name + ": no " + String.join(", ", SUFFIXES) + " file in there");
            }
            return files;
        } catch (IOException unreadable) {
            throw new DocumentException(name + ": can't be listed: " + unreadable.getMessage(), unreadable);
        }
    }

    /** Hidden files and directories belong to tools, such as version control. */
    private static boolean isDocument(Path root, Path file) {
        for (Path part : root.relativize(file)) {
            if (part.toString().startsWith(".")) {
                return false;
            }
        }
        String name = file.toString().toLowerCase(Locale.ROOT);
        return SUFFIXES.stream().anyMatch(name::endsWith) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private List<SourceDocument> read(Path file) {
        String name = file.startsWith(directory) ? directory.relativize(file).toString() : file.toString();
        if (!Files.exists(file)) {
            throw new DocumentException(name + ": there is no such file");
        }
        try (InputStream content = Files.newInputStream(file)) {
            return parse(name, text(name, bytes(name, content)));
        } catch (IOException unreadable) {
            throw new DocumentException(name + ": can't be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static byte[] bytes(String name, InputStream content) {
        try {
            byte[] bytes = content.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new DocumentException(name + ": larger than " + (MAX_BYTES >> 20) + " MiB");
            }
            return bytes;
        } catch (IOException unreadable) {
            throw new DocumentException(name + ": can't be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static String text(String name, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new DocumentException(name + ": not UTF-8 text", malformed);
        }
    }
}
