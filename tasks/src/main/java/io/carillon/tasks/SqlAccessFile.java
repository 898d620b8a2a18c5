package io.carillon.tasks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Accesses to databases as their operator writes them down: {@code NAME.FIELD=value}. */
final class SqlAccessFile {

    private static final Set<String> FIELDS = Set.of("user", "password", "hosts", "tls", "ca");
    private static final Pattern KEY = Pattern.compile("([A-Za-z0-9_-]{1,64})\\.([a-z]+)");
    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private SqlAccessFile() {}

    static Map<String, SqlAccess> read(Path file) {
        var byName = new TreeMap<String, Map<String, String>>();
        var lines = load(file);
        for (var key : lines.stringPropertyNames()) {
            var form = KEY.matcher(key);
            if (!form.matches() || !FIELDS.contains(form.group(2))) {
                throw new IllegalArgumentException(
                        file + ": '" + key + "' is not NAME.user, .password, .hosts, .tls or .ca");
            }
            byName.computeIfAbsent(form.group(1), name -> new TreeMap<>())
                    .put(form.group(2), lines.getProperty(key).strip());
        }
        var accesses = new TreeMap<String, SqlAccess>();
        byName.forEach((name, fields) -> accesses.put(name, access(file + ": " + name, fields)));
        return accesses;
    }

    private static Properties load(Path file) {
        var lines = new Properties();
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
                throw new IllegalArgumentException(
                        file + " holds passwords, and others than its owner may read or write it: chmod 600");
            }
            try (var reader = Files.newBufferedReader(file)) {
                lines.load(reader);
            }
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(file + " can't be read: " + unreadable, unreadable);
        }
        return lines;
    }

    private static SqlAccess access(String place, Map<String, String> fields) {
        try {
            return new SqlAccess(
                    required(fields, "user"),
                    required(fields, "password"),
                    hosts(required(fields, "hosts")),
                    tls(fields.getOrDefault("tls", "verify")),
                    Optional.ofNullable(fields.get("ca")).map(Path::of));
        } catch (IllegalArgumentException mistake) {
            throw new IllegalArgumentException(place + ": " + mistake.getMessage(), mistake);
        }
    }

    private static String required(Map<String, String> fields, String name) {
        var value = fields.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException(name + " is missing");
        }
        return value;
    }

    private static List<String> hosts(String text) {
        return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }

    private static SqlAccess.Tls tls(String word) {
        for (var mode : SqlAccess.Tls.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(word)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("tls '" + word + "' is none of verify, require, off");
    }
}
