package io.carillon.worker.declare;

/** What a declaration does to a job that is on the server already. */
public enum Sync {
    /** Nothing: where the two differ is logged and shown. */
    CREATE,
    /** What the code sets is brought to the code's value; what it leaves out stays as it is there. */
    ENFORCE,
    /** The job is not declared at all. */
    OFF
}
