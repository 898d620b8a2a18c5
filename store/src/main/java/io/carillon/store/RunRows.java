package io.carillon.store;

import io.carillon.engine.Band;
import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.Sequel;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** The columns of runs: what statements search for, and a body with all else. */
final class RunRows {

    static final String LIVE_TABLE = "live";
    static final String LETTERS_TABLE = "letters";

    /** What an insert into the live table writes. */
    static final List<String> LIVE = List.of(
            "id", "namespace", "job", "job_id", "status", "band", "trigger_number", "scheduled_at", "due_at", "body");

    /** What an insert into a table of parts writes. */
    static final List<String> PART = List.of(
            "id", "whole_id", "part_index", "namespace", "job", "job_id", "status", "scheduled_at", "due_at", "body");

    private static final List<String> HEAD = List.of("id", "namespace", "job", "status", "scheduled_at");

    /** What an insert of a run that has ended writes, and a reader of one reads. */
    static final List<String> ENDED = Stream.of(HEAD, Marks.COLUMNS, List.of("body"))
            .flatMap(List::stream)
            .toList();

    /** What a reader of live runs and of parts reads. */
    static final List<String> READ_LIVE =
            Stream.concat(HEAD.stream(), Stream.of("body")).toList();

    private RunRows() {}

    static String one(String table, List<String> columns) {
        return "SELECT " + String.join(", ", columns) + " FROM " + table + " WHERE id = ? AND namespace = ?";
    }

    static void writeLive(Run run, Parameters to) throws SQLException {
        to.number(run.id().value())
                .text(run.job().namespace().value())
                .text(run.job().name().value())
                .number(run.jobId().value())
                .number(StatusCode.of(run.state().status()))
                .number(bandCode(Band.of(run.priority())));
        OptionalInt trigger = triggerOf(run.cause());
        if (trigger.isPresent()) {
            to.number(trigger.getAsInt());
        } else {
            to.noNumber();
        }
        to.instant(run.scheduledAt()).instant(run.dueAt()).bytes(RunBody.write(run));
    }

    static void writePart(Run run, Parameters to) throws SQLException {
        Cause.Shard part = shardOf(run);
        to.number(run.id().value())
                .number(part.of().value())
                .number(part.index())
                .text(run.job().namespace().value())
                .text(run.job().name().value())
                .number(run.jobId().value())
                .number(StatusCode.of(run.state().status()))
                .instant(run.scheduledAt())
                .instant(run.dueAt())
                .bytes(RunBody.write(run));
    }

    static Cause.Shard shardOf(Run run) {
        if (run.cause() instanceof Cause.Shard shard) {
            return shard;
        }
        throw new IllegalStateException("run " + run.id() + " is no part of another: " + run);
    }

    static void writeEnded(Run run, Parameters to) throws SQLException {
        to.number(run.id().value())
                .text(run.job().namespace().value())
                .text(run.job().name().value())
                .number(StatusCode.of(run.state().status()))
                .instant(run.scheduledAt());
        Marks.write(run.sequel(), to);
        to.bytes(RunBody.write(run));
    }

    static int bandCode(Band band) {
        return switch (band) {
            case LOW -> 0;
            case NORMAL -> 1;
            case HIGH -> 2;
        };
    }

    private static OptionalInt triggerOf(Cause cause) {
        return switch (cause) {
            case Cause.Fired fired -> OptionalInt.of(fired.trigger());
            case Cause.CaughtUp missed -> OptionalInt.of(missed.trigger());
            case Cause.Requested _, Cause.Compensation _, Cause.Rerun _, Cause.Shard _ -> OptionalInt.empty();
        };
    }

    /** A place in a list that is ordered by an instant and the run's id; the run itself may have to be set aside. */
    interface Place<K> {

        K of(long instant, long id);
    }

    static <K> Pages.Slot<K, Run> liveSlot(long instant, Row row, Place<K> place, SetAside setAside)
            throws SQLException, UnreadableRowException {
        return slot(instant, row, false, place, setAside);
    }

    static <K> Pages.Slot<K, Run> slot(long instant, Row row, boolean ended, Place<K> place, SetAside setAside)
            throws SQLException, UnreadableRowException {
        long id = row.number();
        K key = place.of(instant, id);
        try {
            return new Pages.Slot<>(key, read(id, row, ended));
        } catch (UnreadableRowException reason) {
            setAside.row("run", id, reason);
            return new Pages.Slot<>(key, null);
        }
    }

    private static Run read(long id, Row row, boolean ended) throws SQLException, UnreadableRowException {
        String namespace = row.text();
        String job = row.text();
        long status = row.number();
        Instant scheduledAt = row.instant();
        try {
            Sequel sequel = ended ? Marks.read(row) : Sequel.NONE;
            var head = new RunBody.Head(new RunId(id), JobKey.of(namespace, job), status, scheduledAt, sequel);
            return RunBody.read(head, row.bytes());
        } catch (IllegalArgumentException reason) {
            throw new UnreadableRowException(reason);
        }
    }
}
