package io.carillon.store;

import io.carillon.model.JobId;
import io.carillon.model.run.Run;

/** The version of a definition that a run was made from. */
record RunVersion(JobId job, int number) {

    static RunVersion of(Run run) {
        return new RunVersion(run.jobId(), run.jobVersion());
    }
}
