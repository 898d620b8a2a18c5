package io.carillon.chaos.machines;

import java.net.URI;
import java.util.List;

/** The nodes. */
public interface Cluster {

    List<? extends Machine> nodes();

    /** Where each of them takes requests. Any may refuse what it does not own. */
    List<URI> addresses();
}
