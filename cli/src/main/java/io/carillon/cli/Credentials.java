package io.carillon.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The token to send, and where it was found, so that a refusal can say which one to mend.
 *
 * @param token null if none was found
 */
record Credentials(@Nullable String token, String origin) {

    private static final int MAX_BYTES = 4096;

    /** What was given, else the token that a server on this machine keeps in its data directory. */
    static Credentials find(Settings settings, String host, Path dataDirectory) {
        for (String name : new String[] {Settings.TOKEN, Settings.ADMIN_TOKEN}) {
            var given = settings.get(name);
            if (given.isPresent()) {
                return new Credentials(given.get(), name);
            }
        }
        Path file = dataDirectory.resolve("admin-token");
        if (!isLoopback(host)) {
            return new Credentials(null, "nowhere: none was given and " + host + " is another machine");
        }
        return Files.isReadable(file)
                ? new Credentials(read(file), file.toString())
                : new Credentials(null, "nowhere: none was given and there is none in " + file);
    }

    private static String read(Path file) {
        try (var content = Files.newInputStream(file)) {
            return new String(content.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            throw new CommandException(ExitCode.AUTH, "the token in " + file + " can't be read: " + unreadable);
        }
    }

    /** By the name alone: asking a name server would let it decide where a token goes. */
    static boolean isLoopback(String host) {
        if (host.toLowerCase(Locale.ROOT).equals("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host.replaceAll("^\\[|]$", "")).isLoopbackAddress();
        } catch (IllegalArgumentException notLiteral) {
            return false;
        }
    }
}
