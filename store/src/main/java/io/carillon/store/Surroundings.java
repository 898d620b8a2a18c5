package io.carillon.store;

import io.carillon.engine.Archive;
import org.jspecify.annotations.Nullable;

/**
 * What a store has beside its database.
 *
 * @param archive what is to keep history before it is deleted; null if nothing is
 * @param release what to do after the last connection is closed
 * @param place which it is of the databases of its cluster
 * @param first the first of them; null if that is this one
 */
record Surroundings(
        LandmarkFile landmarks,
        @Nullable Archive archive,
        Runnable release,
        Place place,
        @Nullable JdbcStore first) {

    /** Those of the only database of a cluster. */
    Surroundings(LandmarkFile landmarks, @Nullable Archive archive, Runnable release) {
        this(landmarks, archive, release, Place.ONLY, null);
    }
}
