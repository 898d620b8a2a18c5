package io.carillon.store;

import io.carillon.model.job.DocumentMemory;
import io.carillon.model.job.JobSpec;
import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of definitions, for all who read many of them: what their documents have in common, and what the versions say that
 * runs were made from. It lasts as long as there is room for it, which is at least one take-over.
 */
final class Documents {

    private static final int MAX_VERSIONS = 100_000;

    private SoftReference<@Nullable Known> known = new SoftReference<>(null);

    private record Known(DocumentMemory memory, Map<RunVersion, JobSpec> versions) {

        private static Known nothing() {
            return new Known(new DocumentMemory(new ConcurrentHashMap<>()), new ConcurrentHashMap<>());
        }
    }

    DocumentMemory memory() {
        return known().memory();
    }

    /** What a version says, if that has been read lately: no version ever says anything else. */
    @Nullable
    JobSpec find(RunVersion version) {
        return known().versions().get(version);
    }

    void remember(RunVersion version, JobSpec spec) {
        Map<RunVersion, JobSpec> versions = known().versions();
        if (versions.size() >= MAX_VERSIONS) {
            versions.clear();
        }
        versions.put(version, spec);
    }

    /** Forgets what versions say: whoever takes partitions over may find that the database was restored from a backup. */
    void forgetVersions() {
        known().versions().clear();
    }

    private synchronized Known known() {
        Known present = known.get();
        if (present == null) {
            present = Known.nothing();
            known = new SoftReference<>(present);
        }
        return present;
    }
}
