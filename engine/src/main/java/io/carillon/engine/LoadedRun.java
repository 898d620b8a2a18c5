package io.carillon.engine;

import io.carillon.model.job.JobSpec;
import io.carillon.model.run.Run;

/** A live run as it was stored, with the version of the definition that it was made from. */
public record LoadedRun(Run run, JobSpec spec) {}
