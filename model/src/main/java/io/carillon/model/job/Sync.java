package io.carillon.model.job;

/** What a declaration in code does to a job that is there already. */
public enum Sync {
    /** Nothing: where the two differ is shown. */
    CREATE,
    /** What the code sets is brought to the code's value. */
    ENFORCE
}
