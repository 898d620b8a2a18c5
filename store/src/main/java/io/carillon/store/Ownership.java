package io.carillon.store;

import io.carillon.engine.CancelledFire;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.StoreException;
import io.carillon.model.Epoch;
import io.carillon.model.JobId;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who owns which partition. */
final class Ownership {

    private static final String STATUS = "SELECT number, owner, epoch, watermark FROM partitions ORDER BY number";
    private static final String HOLDINGS = "SELECT number, epoch, watermark, last_id FROM partitions WHERE number IN ";
    private static final String CANCELLED_AHEAD = "SELECT id, job_id, trigger_number, scheduled_at FROM runs"
            + " WHERE status = 5 AND cause = 'fired' AND scheduled_at > ? ORDER BY id";
    private static final String JOBS = "SELECT j.partition_number, " + Sql.columns("v", JobColumns.ALL)
            + " FROM jobs j JOIN job_versions v ON v.job_id = j.id AND v.version = j.version"
            + " WHERE j.deleted = 0 AND j.partition_number IN ";

    private final Writer writer;
    private final Readers readers;
    private final Dialect dialect;
    private final SetAside setAside;
    private final String insertAbsent;

    Ownership(Writer writer, Readers readers, Dialect dialect, SetAside setAside) {
        this.writer = writer;
        this.readers = readers;
        this.dialect = dialect;
        this.setAside = setAside;
        this.insertAbsent = dialect.insertAbsent(
                "partitions", List.of("number"), List.of("number", "owner", "epoch", "watermark", "last_id"));
    }

    List<PartitionImage> takeOver(NodeId node, SortedSet<Partition> partitions) {
        if (partitions.isEmpty()) {
            return List.of();
        }
        return switch (writer.transact(session -> take(node, partitions, session))) {
            case Writer.Ending.Done<List<PartitionImage>> done -> done.value();
            case Writer.Ending.Undone<List<PartitionImage>> undone -> throw failed(undone.reason());
            case Writer.Ending.Doubtful<List<PartitionImage>> doubtful -> throw failed(doubtful.reason());
        };
    }

    List<PartitionStatus> status() {
        return readers.read(session -> session.query(
                STATUS,
                _ -> {},
                row -> new PartitionStatus(
                        new Partition(row.count()), new NodeId(row.text()), new Epoch(row.number()), row.instant())));
    }

    private List<PartitionImage> take(NodeId node, SortedSet<Partition> partitions, Session session)
            throws SQLException {
        insertAbsent(node, partitions, session);
        session.update(
                "UPDATE partitions SET epoch = epoch + 1, owner = ? WHERE number IN " + Sql.in(partitions),
                to -> to.text(node.value()));
        Map<Partition, List<Job>> jobs = jobs(partitions, session);
        Map<Partition, List<CancelledFire>> cancelledAhead = cancelledAhead(session);
        return session.query(HOLDINGS + Sql.in(partitions) + " ORDER BY number", _ -> {}, row -> {
            var partition = new Partition(row.count());
            return new PartitionImage(
                    partition,
                    new Epoch(row.number()),
                    row.instant(),
                    row.number(),
                    jobs.getOrDefault(partition, List.of()),
                    cancelledAhead.getOrDefault(partition, List.of()));
        });
    }

    private void insertAbsent(NodeId node, SortedSet<Partition> partitions, Session session) throws SQLException {
        var known = new TreeSet<>(session.query(
                "SELECT number FROM partitions WHERE number IN " + Sql.in(partitions),
                _ -> {},
                row -> new Partition(row.count())));
        if (known.size() == partitions.size()) {
            return;
        }
        long present = present(session);
        session.updateAll(
                insertAbsent,
                partitions,
                (partition, to) -> to.number(partition.number())
                        .text(node.value())
                        .number(Epoch.NONE.number())
                        .number(present)
                        .number(0));
    }

    private long present(Session session) throws SQLException {
        return session.query("SELECT " + dialect.presentMicros(), _ -> {}, Row::number)
                .getFirst();
    }

    /** They are few: whoever cancels a fire before it is due does it within the horizon. */
    private Map<Partition, List<CancelledFire>> cancelledAhead(Session session) throws SQLException {
        long present = present(session);
        var fires = new TreeMap<Partition, List<CancelledFire>>();
        session.query(CANCELLED_AHEAD, to -> to.number(present), row -> {
            Partition partition = new RunId(row.number()).partition();
            var fire = new CancelledFire(new JobId(row.number()), row.count(), row.instant());
            return fires.computeIfAbsent(partition, _ -> new ArrayList<>()).add(fire);
        });
        return fires;
    }

    private Map<Partition, List<Job>> jobs(SortedSet<Partition> partitions, Session session) throws SQLException {
        var jobs = new TreeMap<Partition, List<Job>>();
        session.query(JOBS + Sql.in(partitions) + " ORDER BY j.id", _ -> {}, row -> {
            var partition = new Partition(row.count());
            long id = row.number();
            try {
                jobs.computeIfAbsent(partition, _ -> new ArrayList<>())
                        .add(JobColumns.readBehindId(new JobId(id), row));
            } catch (UnreadableRowException reason) {
                setAside.row("job", id, reason);
            }
            return partition;
        });
        return jobs;
    }

    private StoreException failed(SQLException failure) {
        return new StoreException(
                dialect.codeOf(failure), "taking partitions over failed: " + failure.getMessage(), failure);
    }
}
