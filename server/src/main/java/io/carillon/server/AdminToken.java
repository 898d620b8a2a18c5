package io.carillon.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The token that opens everything. There is no default: the first start makes one and keeps it in the data directory, readable by
 * its owner only.
 */
final class AdminToken {

    private static final int BYTES = 32;

    private final byte[] secret;
    private final String text;
    private final @Nullable Path file;

    private AdminToken(String text, @Nullable Path file) {
        this.text = text;
        this.secret = text.getBytes(StandardCharsets.UTF_8);
        this.file = file;
    }

    static AdminToken of(@Nullable String configured, Path dataDirectory) {
        if (configured != null) {
            return new AdminToken(configured, null);
        }
        Path file = dataDirectory.resolve("admin-token");
        try {
            if (Files.exists(file)) {
                return new AdminToken(checked(Files.readString(file).trim(), file), file);
            }
            Files.createDirectories(dataDirectory);
            return new AdminToken(make(file), file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the admin token in " + file + " can't be read or made", unreadable);
        }
    }

    String text() {
        return text;
    }

    /** Where it is kept; null if it came from the environment. */
    @Nullable
    Path file() {
        return file;
    }

    /** Compares in constant time, so that a guesser learns nothing from how long it takes. */
    boolean matches(@Nullable String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return false;
        }
        byte[] given = authorization.substring(7).trim().getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, secret);
    }

    private static String make(Path file) throws IOException {
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        String token = "carillon_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        if (Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(draft);
        }
        Files.writeString(draft, token + "\n", StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return token;
    }

    /** An empty token would be one that everybody knows. */
    private static String checked(String token, Path file) {
        if (token.length() < ServerSettings.MIN_TOKEN_LENGTH) {
            throw new StartException("the admin token in " + file + " has fewer than " + ServerSettings.MIN_TOKEN_LENGTH
                    + " characters; delete the file, and the next start makes a new one");
        }
        return token;
    }
}
