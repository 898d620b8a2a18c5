package io.carillon.store;

import com.google.protobuf.ByteString;
import io.carillon.engine.StoreException;
import io.carillon.engine.log.LogBlock;
import io.carillon.engine.log.LogLimits;
import io.carillon.engine.log.LogLine;
import io.carillon.engine.log.LogPosition;
import io.carillon.engine.log.LogQuery;
import io.carillon.engine.log.LogStore;
import io.carillon.model.Epoch;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Lines in tables of days. They have connections of their own, as far as the database takes several writers. */
final class JdbcLogs implements LogStore, AutoCloseable {

    private static final int READERS = 2;
    private static final List<String> KEY = List.of("run_id", "epoch", "attempt", "starts_at");
    private static final List<String> COLUMNS =
            List.of("run_id", "epoch", "attempt", "starts_at", "ends_at", "said", "is_last", "body");

    private final Writer writer;
    private final Readers readers;
    private final Dialect dialect;
    private final Slices slices;
    private final SetAside setAside;
    private final RestoreGuard guard;

    JdbcLogs(SessionSource source, Writer writer, Dialect dialect, SetAside setAside, RestoreGuard guard) {
        this.writer = writer;
        this.readers = new Readers(source, dialect, READERS);
        this.dialect = dialect;
        this.slices = new Slices(writer, dialect);
        this.setAside = setAside;
        this.guard = guard;
    }

    /** A block as it is stored; packed before a connection is taken for it. */
    private record Packed(LogBlock block, ByteString body) {}

    @Override
    public void append(List<LogBlock> blocks, LogLimits limits, Instant present) {
        guard.requireSound();
        List<Packed> packed = blocks.stream()
                .map(block -> new Packed(block, LogBody.write(block.lines())))
                .toList();
        Slice slice = Slice.of(Family.LOGS, present);
        try {
            slices.require(Set.of(slice));
        } catch (SQLException failure) {
            throw failed(failure);
        }
        switch (writer.transact(session -> append(packed, limits, slice.table(), session))) {
            case Writer.Ending.Done<Integer> _ -> {}
            case Writer.Ending.Undone<Integer> undone -> throw failed(undone.reason());
            case Writer.Ending.Doubtful<Integer> doubtful -> throw failed(doubtful.reason());
        }
    }

    private int append(List<Packed> packed, LogLimits limits, String table, Session session) throws SQLException {
        session.updateAll(dialect.insertAbsent(table, KEY, COLUMNS), packed, JdbcLogs::fill);
        for (Packed each : packed) {
            if (limits.isCutDue(each.block())) {
                cut(each.block(), limits, table, session);
            }
        }
        return packed.size();
    }

    private static void fill(Packed packed, Parameters to) throws SQLException {
        LogBlock block = packed.block();
        to.number(block.run().value())
                .number(block.token().epoch().number())
                .number(block.token().attempt())
                .number(block.start())
                .number(block.end())
                .number(block.said())
                .flag(block.last())
                .bytes(packed.body().toByteArray());
    }

    private static void cut(LogBlock block, LogLimits limits, String table, Session session) throws SQLException {
        session.update(
                cutting(table),
                to -> to.number(block.run().value())
                        .number(block.token().epoch().number())
                        .number(block.token().attempt())
                        .number(limits.head())
                        .number(limits.cutBefore(block)));
    }

    static String cutting(String table) {
        return "DELETE FROM " + table
                + " WHERE run_id = ? AND epoch = ? AND attempt = ? AND starts_at >= ? AND starts_at < ?";
    }

    @Override
    public List<LogBlock> read(LogQuery query, int limit) {
        return readers.read(session -> {
            var found = new ArrayList<LogBlock>();
            for (String table : Whereabouts.logs(query.run(), session)) {
                found.addAll(read(query, table, limit, session));
            }
            found.sort(Comparator.comparing(LogBlock::position));
            return List.copyOf(found.subList(0, Math.min(limit, found.size())));
        });
    }

    private List<LogBlock> read(LogQuery query, String table, int limit, Session session) throws SQLException {
        LogPosition after = query.after();
        Integer attempt = query.attempt();
        return session.query(
                reading(table, after != null, attempt != null),
                to -> {
                    to.number(query.run().value());
                    if (after != null) {
                        to.number(after.token().epoch().number())
                                .number(after.token().attempt())
                                .number(after.start());
                    }
                    if (attempt != null) {
                        to.number(attempt).number(attempt);
                    }
                    to.number(limit);
                },
                row -> block(query.run(), table, row));
    }

    /** The attempt is said as a range: where it is one value, SQLite no longer sees that the index is in the order that is asked for. */
    static String reading(String table, boolean after, boolean attempt) {
        return "SELECT epoch, attempt, starts_at, ends_at, said, is_last, body FROM " + table + " WHERE run_id = ?"
                + (after ? " AND (epoch, attempt, starts_at) >= (?, ?, ?)" : "")
                + (attempt ? " AND attempt >= ? AND attempt <= ?" : "")
                + " ORDER BY epoch, attempt, starts_at LIMIT ?";
    }

    /** What can't be read is as if it had been left out, and what is behind it is read. */
    private LogBlock block(RunId run, String table, Row row) throws SQLException, UnreadableRowException {
        var token = new Token(new Epoch(row.number()), row.count());
        long start = row.number();
        long end = row.number();
        long said = row.number();
        boolean last = row.flag();
        List<LogLine> lines;
        try {
            lines = LogBody.read(row.bytes());
        } catch (UnreadableRowException reason) {
            setAside.row("lines of " + table, run.value(), reason);
            lines = List.of();
        }
        return new LogBlock(run, token, start, end, said, last, lines);
    }

    /** Another node may have dropped the table: it is looked for anew. */
    private StoreException failed(SQLException failure) {
        slices.forget();
        return new StoreException(dialect.codeOf(failure), "keeping lines failed: " + Reason.of(failure), failure);
    }

    @Override
    public void close() {
        readers.close();
    }
}
