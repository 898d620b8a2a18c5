package io.carillon.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * One step of the schema: never edited once it was released, which its checksum shows.
 *
 * @param oldest programs that know the schema as it was at this version, or later, can work with it after this step
 */
record Migration(int version, String name, int oldest, Ddl ddl) {

    /** Reads a step from the resources. */
    static Migration read(int version, String name) {
        return new Migration(version, name, version, Ddl.read("V" + version + "__" + name));
    }

    /**
     * A step that only adds: tables, and columns that may be left out. Programs that know the schema only as it was at this version name no
     * column that they do not know, and go on.
     */
    Migration besides(int known) {
        return new Migration(version, name, known, ddl);
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
