package io.carillon.engine;

import io.carillon.model.JobKey;
import io.carillon.model.LimitName;
import io.carillon.model.Namespace;

/** What a rate, a breaker or a number of runs at once was set for. */
public sealed interface Guarded {

    /** A job by itself. */
    record ByJob(JobKey job) implements Guarded {

        @Override
        public String toString() {
            return "job " + job;
        }
    }

    /** All jobs of a namespace that name this limit. */
    record ByLimit(Namespace namespace, LimitName limit) implements Guarded {

        @Override
        public String toString() {
            return "limit " + namespace + "/" + limit;
        }
    }
}
