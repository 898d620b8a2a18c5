package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.Namespace;
import io.carillon.model.job.JobSpec;
import io.carillon.model.run.Run;
import java.util.Comparator;

/** An app in a namespace: its runs share workers, so when one of them finds no room, the others hardly do. */
record Tenant(Namespace namespace, AppName app) implements Comparable<Tenant> {

    private static final Comparator<Tenant> ORDER =
            Comparator.comparing(Tenant::namespace).thenComparing(Tenant::app);

    static Tenant of(JobEntry job) {
        return new Tenant(job.job().key().namespace(), job.job().spec().task().app());
    }

    /** Whose a run is never changes, whatever becomes of its job: it keeps the definition that it was made from. */
    static Tenant of(Run run, JobSpec spec) {
        return new Tenant(run.job().namespace(), spec.task().app());
    }

    static Tenant of(LiveRun run) {
        return of(run.run(), run.spec());
    }

    @Override
    public int compareTo(Tenant other) {
        return ORDER.compare(this, other);
    }
}
