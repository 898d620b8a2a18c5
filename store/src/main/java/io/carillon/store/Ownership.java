package io.carillon.store;

import io.carillon.engine.PartitionImage;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.StoreException;
import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
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
            "SELECT number, epoch, COALESCE((SELECT MAX(sent_at) FROM commits WHERE node = owner), since_at), since_at,"
                    + " watermark, last_id, whole FROM partitions";

    private final Writer writer;
    private final Readers readers;
    private final Dialect dialect;
    private final StoreTime time;
    private final Unpacker unpacker;
    private final String insertAbsent;

    Ownership(Writer writer, Readers readers, Dialect dialect, SetAside setAside, StoreTime time) {
        this.time = time;
        this.unpacker = new Unpacker(writer, readers, dialect, setAside);
        this.writer = writer;
        this.readers = readers;
        this.dialect = dialect;
        this.insertAbsent = dialect.insertAbsent(
                "partitions",
                List.of("number"),
                List.of("number", "owner", "whole", "epoch", "since_at", "watermark", "last_id"));
    }

    List<PartitionImage> takeOver(NodeId node, SortedMap<Partition, Epoch> ifEpoch) {
        if (ifEpoch.isEmpty()) {
            return List.of();
        }
        Taken taken = switch (writer.transact(session -> take(node, ifEpoch, session))) {
            case Writer.Ending.Done<Taken> done -> done.value();
            case Writer.Ending.Undone<Taken> undone -> throw failed(undone.reason());
            case Writer.Ending.Doubtful<Taken> doubtful -> throw failed(doubtful.reason());
        };
        if (taken.morePlans()) {
            unpack(node, taken.images());
        }
        return taken.images();
    }

    /** @param morePlans whether the former owners left more in plans than one transaction unpacks */
    private record Taken(List<PartitionImage> images, boolean morePlans) {}

    /** What the former owners had in memory only their plans say; nobody but the new owner can change it now. */
    private void unpack(NodeId node, List<PartitionImage> taken) {
        var epochs = new TreeMap<Partition, Epoch>();
        taken.forEach(image -> epochs.put(image.partition(), image.epoch()));
        try {
            unpacker.unpack(node, epochs);
        } catch (SQLException failure) {
            throw failed(failure);
        }
    }

    List<PartitionStatus> status() {
        return readers.read(session -> session.query(STATUS, _ -> {}, row -> {
            var partition = new Partition(row.count());
            String owner = row.textOrNull();
            return new PartitionStatus(
                    partition, owner == null ? null : new NodeId(owner), new Epoch(row.number()), row.instant());
        }));
    }

    private Taken take(NodeId node, SortedMap<Partition, Epoch> ifEpoch, Session session) throws SQLException {
        makeAbsent(ifEpoch, session);
        List<Holding> free = new ArrayList<>(holdings(ifEpoch.keySet(), session));
        free.removeIf(holding -> !holding.epoch().equals(ifEpoch.get(holding.partition())));
        if (free.isEmpty()) {
            return new Taken(List.of(), false);
        }
        Instant present = time.present(session);
        List<Holding> taken =
                free.stream().map(holding -> holding.noEarlierThan(present)).toList();
        session.updateAll(
                "UPDATE partitions SET epoch = epoch + 1, owner = ?, since_at = ?, whole = 0 WHERE number = ?",
                taken,
                (holding, to) -> to.text(node.value())
                        .instant(holding.since())
                        .number(holding.partition().number()));
        boolean more =
                unpacker.unpackSome(taken.stream().map(Holding::partition).toList(), session);
        return new Taken(taken.stream().map(Holding::image).toList(), more);
    }

    /** @param since nothing in it is later */
    private record Holding(
            Partition partition, Epoch epoch, Instant since, Instant watermark, long lastId, boolean released) {

        private Holding noEarlierThan(Instant instant) {
            return since.isBefore(instant) ? new Holding(partition, epoch, instant, watermark, lastId, released) : this;
        }

        private PartitionImage image() {
            return new PartitionImage(partition, epoch.next(), since, watermark, lastId, released);
        }
    }

    /** The rows are locked against another that would take them too. */
    private List<Holding> holdings(Collection<Partition> partitions, Session session) throws SQLException {
        String statement = HOLDINGS + dialect.byKey() + " WHERE number IN " + Sql.in(partitions) + " ORDER BY number"
                + dialect.rowLock();
        return session.query(statement, _ -> {}, row -> {
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
        Instant present = time.present(session);
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

    private StoreException failed(SQLException failure) {
        return new StoreException(
                dialect.codeOf(failure), "taking partitions over failed: " + failure.getMessage(), failure);
    }
}
