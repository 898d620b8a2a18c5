package io.carillon.store;

/** How far a step of the index has come. */
enum IndexStep {
    /** There is nothing left to do. */
    DONE,
    /** There may be more to do. */
    MORE,
    /** Another node was quicker, and what was prepared was for nothing. */
    OVERTAKEN
}
