package io.carillon.store;

import io.carillon.engine.CancelledFire;
import io.carillon.engine.PartitionJobs;
import io.carillon.model.JobId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.DocumentMemory;
import io.carillon.model.job.Job;
import java.lang.ref.SoftReference;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the definitions of whole partitions for their new owner: many jobs, on several threads, with one memory of what their
 * documents have in common. The memory lasts as long as there is room for it, which is at least one take-over.
 */
final class DefinitionReader {

    static final String JOBS = "SELECT " + Sql.columns("v", JobColumns.ALL)
            + " FROM jobs j JOIN job_versions v"
            + " ON v.partition_number = j.partition_number AND v.job_id = j.id AND v.version = j.version"
            + " WHERE j.existing = 1 AND j.partition_number = ? ORDER BY j.id";

    static final String CANCELLED_AHEAD = "SELECT run_id, job_id, trigger_number, scheduled_at"
            + " FROM cancelled_ahead WHERE scheduled_at > ? ORDER BY scheduled_at, run_id";

    private final Readers readers;
    private final SetAside setAside;
    private final StoreTime time;
    private SoftReference<@Nullable DocumentMemory> memory = new SoftReference<>(null);

    DefinitionReader(Readers readers, SetAside setAside, StoreTime time) {
        this.readers = readers;
        this.setAside = setAside;
        this.time = time;
    }

    /** Reads partition by partition until there are enough jobs. */
    List<PartitionJobs> of(SortedSet<Partition> partitions, int enough) {
        DocumentMemory documents = memory();
        return readers.read(session -> {
            var cancelledAhead = cancelledAhead(partitions, session);
            var read = new ArrayList<PartitionJobs>();
            int jobs = 0;
            for (Partition partition : partitions) {
                if (!read.isEmpty() && jobs >= enough) {
                    break;
                }
                List<Job> next = jobs(partition, documents, session);
                read.add(new PartitionJobs(partition, next, cancelledAhead.getOrDefault(partition, List.of())));
                jobs += next.size();
            }
            return read;
        });
    }

    private synchronized DocumentMemory memory() {
        DocumentMemory known = memory.get();
        if (known == null) {
            known = new DocumentMemory(new ConcurrentHashMap<>());
            memory = new SoftReference<>(known);
        }
        return known;
    }

    private List<Job> jobs(Partition partition, DocumentMemory documents, Session session) throws SQLException {
        var jobs = new ArrayList<Job>();
        session.query(JOBS, to -> to.number(partition.number()), row -> {
            long id = row.number();
            try {
                jobs.add(JobColumns.readBehindId(new JobId(id), row, documents::read));
            } catch (UnreadableRowException reason) {
                setAside.row("job", id, reason);
            }
            return partition;
        });
        return jobs;
    }

    /** They are few: whoever cancels a fire before it is due does it within the horizon. */
    private Map<Partition, List<CancelledFire>> cancelledAhead(Collection<Partition> partitions, Session session)
            throws SQLException {
        Instant present = time.present(session);
        var fires = new TreeMap<Partition, List<CancelledFire>>();
        session.query(CANCELLED_AHEAD, to -> to.instant(present), row -> {
            Partition partition = new RunId(row.number()).partition();
            var fire = new CancelledFire(new JobId(row.number()), row.count(), row.instant());
            if (partitions.contains(partition)) {
                fires.computeIfAbsent(partition, _ -> new ArrayList<>()).add(fire);
            }
            return partition;
        });
        return fires;
    }
}
