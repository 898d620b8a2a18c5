package io.carillon.benchmarks.embedded;

/** Where a finished run is kept. */
enum Shape {
    UPDATE_IN_PLACE,
    MOVE_TO_HISTORY
}
