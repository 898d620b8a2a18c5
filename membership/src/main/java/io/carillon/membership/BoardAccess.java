package io.carillon.membership;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * As whom a node signs in where the list is kept, and whom it believes there.
 *
 * @param user not of need for Redis
 * @param authority PEM: who vouches for the server; null is whom the JVM believes
 * @param certificate PEM: what the node shows; null where nobody asks for it
 * @param key PEM: its key, in PKCS#8
 */
public record BoardAccess(
        @Nullable String user,
        @Nullable String password,
        @Nullable Path authority,
        @Nullable Path certificate,
        @Nullable Path key) {

    public static final BoardAccess OPEN = new BoardAccess(null, null, null, null, null);

    /** Not its password, which nobody should read in a log. */
    @Override
    public String toString() {
        return "BoardAccess[user=" + user + "]";
    }
}
