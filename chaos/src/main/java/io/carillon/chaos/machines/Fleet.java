package io.carillon.chaos.machines;

import java.util.List;

/** The workers. Together they can do what any node hands out. */
public interface Fleet {

    List<? extends Machine> workers();
}
