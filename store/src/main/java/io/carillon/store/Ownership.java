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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who owns which partition. */
final class Ownership {

    private static final String STATUS = "SELECT number, owner, epoch, watermark FROM partitions ORDER BY number";
    private static final String HOLDINGS =
            "SELECT number, epoch, COALESCE((SELECT sent_at FROM commits WHERE node = owner), since_at), since_at,"
                    + " watermark, last_id, whole FROM partitions WHERE number IN ";
    static final String CANCELLED_AHEAD = "SELECT run_id, job_id, trigger_number, scheduled_at"
            + " FROM cancelled_ahead WHERE scheduled_at > ? ORDER BY scheduled_at, run_id";
    private static final String JOBS = "SELECT j.partition_number, " + Sql.columns("v", JobColumns.ALL)
            + " FROM jobs j JOIN job_versions v ON v.job_id = j.id AND v.version = j.version"
            + " WHERE j.existing = 1 AND j.partition_number IN ";

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
                "partitions",
                List.of("number"),
                List.of("number", "owner", "whole", "epoch", "since_at", "watermark", "last_id"));
    }

    List<PartitionImage> takeOver(NodeId node, SortedMap<Partition, Epoch> ifEpoch) {
        if (ifEpoch.isEmpty()) {
            return List.of();
        }
        List<Holding> taken = switch (writer.transact(session -> take(node, ifEpoch, session))) {
            case Writer.Ending.Done<List<Holding>> done -> done.value();
            case Writer.Ending.Undone<List<Holding>> undone -> throw failed(undone.reason());
            case Writer.Ending.Doubtful<List<Holding>> doubtful -> throw failed(doubtful.reason());
        };
        return taken.isEmpty() ? List.of() : readers.read(session -> images(taken, session));
    }

    /**
     * Reads what the new epochs protect: nobody but their owner, who doesn't know of it yet, can change it now. So the one writer is
     * not held up by documents that have to be understood.
     */
    private List<PartitionImage> images(List<Holding> taken, Session session) throws SQLException {
        Map<Partition, List<Job>> jobs =
                jobs(taken.stream().map(Holding::partition).toList(), session);
        Map<Partition, List<CancelledFire>> cancelledAhead = cancelledAhead(session);
        return taken.stream()
                .map(holding -> new PartitionImage(
                        holding.partition(),
                        holding.epoch().next(),
                        holding.since(),
                        holding.watermark(),
                        holding.lastId(),
                        jobs.getOrDefault(holding.partition(), List.of()),
                        cancelledAhead.getOrDefault(holding.partition(), List.of()),
                        holding.released()))
                .toList();
    }

    List<PartitionStatus> status() {
        return readers.read(session -> session.query(STATUS, _ -> {}, row -> {
            var partition = new Partition(row.count());
            String owner = row.textOrNull();
            return new PartitionStatus(
                    partition, owner == null ? null : new NodeId(owner), new Epoch(row.number()), row.instant());
        }));
    }

    private List<Holding> take(NodeId node, SortedMap<Partition, Epoch> ifEpoch, Session session) throws SQLException {
        makeAbsent(ifEpoch, session);
        List<Holding> free = new ArrayList<>(holdings(ifEpoch.keySet(), session));
        free.removeIf(holding -> !holding.epoch().equals(ifEpoch.get(holding.partition())));
        if (free.isEmpty()) {
            return List.of();
        }
        Instant present = session.present(dialect);
        List<Holding> taken =
                free.stream().map(holding -> holding.noEarlierThan(present)).toList();
        session.updateAll(
                "UPDATE partitions SET epoch = epoch + 1, owner = ?, since_at = ?, whole = 0 WHERE number = ?",
                taken,
                (holding, to) -> to.text(node.value())
                        .instant(holding.since())
                        .number(holding.partition().number()));
        return taken;
    }

    /** @param since nothing in it is later */
    private record Holding(
            Partition partition, Epoch epoch, Instant since, Instant watermark, long lastId, boolean released) {

        private Holding noEarlierThan(Instant instant) {
            return since.isBefore(instant) ? new Holding(partition, epoch, instant, watermark, lastId, released) : this;
        }
    }

    /** The rows are locked against another that would take them too. */
    private List<Holding> holdings(Collection<Partition> partitions, Session session) throws SQLException {
        return session.query(HOLDINGS + Sql.in(partitions) + " ORDER BY number" + dialect.rowLock(), _ -> {}, row -> {
            var partition = new Partition(row.count());
            var epoch = new Epoch(row.number());
            Instant lastBatch = row.instant();
            return new Holding(partition, epoch, row.instant(), row.instant(), row.number(), row.flag())
                    .noEarlierThan(lastBatch);
        });
    }

    private void makeAbsent(SortedMap<Partition, Epoch> ifEpoch, Session session) throws SQLException {
        List<Partition> absent = ifEpoch.entrySet().stream()
                .filter(expected -> expected.getValue().equals(Epoch.NONE))
                .map(Map.Entry::getKey)
                .toList();
        if (absent.isEmpty()) {
            return;
        }
        Instant present = session.present(dialect);
        session.updateAll(
                insertAbsent,
                absent,
                (partition, to) -> to.number(partition.number())
                        .text(null)
                        .flag(true)
                        .number(Epoch.NONE.number())
                        .instant(present)
                        .instant(present)
                        .number(0));
    }

    /** They are few: whoever cancels a fire before it is due does it within the horizon. */
    private Map<Partition, List<CancelledFire>> cancelledAhead(Session session) throws SQLException {
        Instant present = session.present(dialect);
        var fires = new TreeMap<Partition, List<CancelledFire>>();
        session.query(CANCELLED_AHEAD, to -> to.instant(present), row -> {
            Partition partition = new RunId(row.number()).partition();
            var fire = new CancelledFire(new JobId(row.number()), row.count(), row.instant());
            return fires.computeIfAbsent(partition, _ -> new ArrayList<>()).add(fire);
        });
        return fires;
    }

    private Map<Partition, List<Job>> jobs(Collection<Partition> partitions, Session session) throws SQLException {
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
