package io.carillon.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** One step of the schema: never edited once it was released, which its checksum shows. */
record Migration(int version, String name, Ddl ddl) {

    /** Reads a step from the resources. */
    static Migration read(int version, String name) {
        return new Migration(version, name, Ddl.read("V" + version + "__" + name));
    }

    List<String> statements(Map<String, String> words) {
        return ddl.statements(words);
    }

    String checksum() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(ddl.text().getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
