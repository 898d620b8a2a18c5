package io.carillon.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Statements that make tables, with words in braces that are said differently by each database. */
record Ddl(String text) {

    /** Reads the resource of this name beside the schema's others. */
    static Ddl read(String name) {
        String resource = "schema/" + name + ".sql";
        try (InputStream in = Ddl.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("there is no resource " + resource);
            }
            return new Ddl(new String(in.readAllBytes(), UTF_8).replace("\r\n", "\n"));
        } catch (IOException failure) {
            throw new IllegalStateException("resource " + resource + " can't be read", failure);
        }
    }

    Ddl with(String word, String meaning) {
        return new Ddl(text.replace("{" + word + "}", meaning));
    }

    /** Statements end with a semicolon at the end of a line; lines of comment belong to none. */
    List<String> statements(Map<String, String> words) {
        String said = text;
        for (Map.Entry<String, String> word : words.entrySet()) {
            said = said.replace("{" + word.getKey() + "}", word.getValue());
        }
        String bare = said.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
        return Arrays.stream(bare.split(";\n|;$", -1))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }
}
