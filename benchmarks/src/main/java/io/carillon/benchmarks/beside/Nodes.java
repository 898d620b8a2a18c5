package io.carillon.benchmarks.beside;

import java.net.URI;
import java.util.List;

/** The nodes of a Carillon that is measured. */
interface Nodes extends AutoCloseable {

    /** Where the REST API of each is. */
    List<URI> rest();

    /** Where workers dial each. */
    List<String> grpc();

    /** How many runs they have recorded as succeeded, by their own metrics. */
    long succeeded();

    /** Those that are not this process. */
    List<ProcessHandle> processes();

    @Override
    void close();
}
