package io.carillon.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** One step of the schema: never edited once it was released, which its checksum shows. */
record Migration(int version, String name, String text) {

    /** Reads a step from the resources beside this class. */
    static Migration read(String folder, int version, String name) {
        String resource = folder + "/V" + version + "__" + name + ".sql";
        try (InputStream in = Migration.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("there is no resource " + resource);
            }
            String text = new String(in.readAllBytes(), UTF_8);
            return new Migration(version, name, text.replace("\r\n", "\n"));
        } catch (IOException failure) {
            throw new IllegalStateException("resource " + resource + " can't be read", failure);
        }
    }

    /** Statements end with a semicolon at the end of a line; lines of comment belong to none. */
    List<String> statements() {
        String bare = text.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
        return Arrays.stream(bare.split(";\n|;$", -1))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    String checksum() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
