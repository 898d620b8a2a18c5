package io.carillon.store;

import io.carillon.engine.CancelledFire;
import io.carillon.engine.PartitionJobs;
import io.carillon.model.JobId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.DocumentMemory;
import io.carillon.model.job.Job;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads the definitions of whole partitions for their new owner: many jobs, on several threads, with one memory of what their
 * documents have in common.
 */
final class DefinitionReader {

    static final String CANCELLED_AHEAD = "SELECT run_id, job_id, trigger_number, scheduled_at"
            + " FROM cancelled_ahead WHERE scheduled_at > ? ORDER BY scheduled_at, run_id";

    private final Readers readers;
    private final SetAside setAside;
    private final StoreTime time;
    private final Documents documents;

    DefinitionReader(Readers readers, Documents documents, SetAside setAside, StoreTime time) {
        this.readers = readers;
        this.documents = documents;
        this.setAside = setAside;
        this.time = time;
    }

    /** Reads the jobs of as many partitions, in their order, as it takes to have enough; of the first in any case. */
    List<PartitionJobs> of(SortedSet<Partition> partitions, int enough) {
        if (partitions.isEmpty()) {
            return List.of();
        }
        DocumentMemory memory = documents.memory();
        return readers.read(session -> {
            var cancelledAhead = cancelledAhead(partitions, session);
            SortedMap<Partition, List<Job>> read = jobs(partitions, enough, memory, session);
            return read.entrySet().stream()
                    .map(each -> new PartitionJobs(
                            each.getKey(), each.getValue(), cancelledAhead.getOrDefault(each.getKey(), List.of())))
                    .toList();
        });
    }

    static String jobs(Collection<Partition> partitions) {
        return "SELECT j.partition_number, " + Sql.columns("v", JobColumns.ALL)
                + " FROM jobs j JOIN job_versions v"
                + " ON v.partition_number = j.partition_number AND v.job_id = j.id AND v.version = j.version"
                + " WHERE j.existing = 1 AND j.partition_number IN " + Sql.in(partitions)
                + " ORDER BY j.partition_number, j.id LIMIT ?";
    }

    /** One more than enough tells that there is more; then the last partition may not be whole. */
    private SortedMap<Partition, List<Job>> jobs(
            SortedSet<Partition> partitions, int enough, DocumentMemory memory, Session session) throws SQLException {
        var jobs = new TreeMap<Partition, List<Job>>();
        List<Partition> rows = read(partitions, enough + 1, jobs, memory, session);
        if (rows.size() <= enough) {
            partitions.forEach(partition -> jobs.putIfAbsent(partition, List.of()));
            return jobs;
        }
        Partition cut = rows.getLast();
        partitions.headSet(cut).forEach(partition -> jobs.putIfAbsent(partition, List.of()));
        jobs.remove(cut);
        if (jobs.isEmpty()) {
            read(new TreeSet<>(Set.of(cut)), Integer.MAX_VALUE, jobs, memory, session);
            jobs.putIfAbsent(cut, List.of());
        }
        return jobs;
    }

    /** Returns the partition of each row, of those too that can't be read. */
    private List<Partition> read(
            SortedSet<Partition> partitions,
            int limit,
            SortedMap<Partition, List<Job>> into,
            DocumentMemory memory,
            Session session)
            throws SQLException {
        return session.query(jobs(partitions), to -> to.number(limit), row -> {
            var partition = new Partition(row.count());
            long id = row.number();
            try {
                into.computeIfAbsent(partition, _ -> new ArrayList<>())
                        .add(JobColumns.readBehindId(new JobId(id), row, memory::read));
            } catch (UnreadableRowException reason) {
                setAside.row("job", id, reason);
            }
            return partition;
        });
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
