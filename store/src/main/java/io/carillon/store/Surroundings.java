package io.carillon.store;

import io.carillon.engine.Archive;
import org.jspecify.annotations.Nullable;

/**
 * What a store has beside its database.
 *
 * @param archive what is to keep history before it is deleted; null if nothing is
 * @param release what to do after the last connection is closed
 */
record Surroundings(LandmarkFile landmarks, @Nullable Archive archive, Runnable release) {}
