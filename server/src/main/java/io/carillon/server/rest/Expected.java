package io.carillon.server.rest;

import io.carillon.engine.Command;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The version that a client expects, by the headers that say so. */
final class Expected {

    private Expected() {}

    /** The version that a client has seen; null if it did not say. */
    static @Nullable Integer version(Optional<String> ifMatch) {
        if (ifMatch.isEmpty() || ifMatch.get().trim().equals("*")) {
            return null;
        }
        String tag = ifMatch.get().trim().replaceAll("^\"|\"$", "");
        try {
            return Integer.valueOf(tag);
        } catch (NumberFormatException foreign) {
            throw new ApiException(
                    HttpStatus.PRECONDITION_FAILED, "version-changed", "'" + tag + "' is not a version that there is");
        }
    }

    /** The same where {@code If-None-Match: *} says that there must be none yet. */
    static @Nullable Integer version(Optional<String> ifMatch, Optional<String> ifNoneMatch) {
        boolean none = ifNoneMatch.isPresent() && ifNoneMatch.get().trim().equals("*");
        return none ? Integer.valueOf(Command.PutResource.ABSENT) : version(ifMatch);
    }
}
