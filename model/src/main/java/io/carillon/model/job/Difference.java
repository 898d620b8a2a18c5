package io.carillon.model.job;

import io.carillon.model.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Where code and server are not of one mind about a job.
 *
 * @param pointer the field, as a JSON pointer into the job's document
 * @param code what the code sets; null if it says that there is to be nothing
 * @param server what is there; null if there is nothing
 */
public record Difference(
        String pointer, @Nullable Json code, @Nullable Json server) {}
