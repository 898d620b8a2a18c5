package io.carillon.store;

import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Run;
import io.carillon.model.run.Sequel;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The columns of a run. What never changes stands first, where it stands now stands last. */
final class RunColumns {

    private static final List<String> FIXED = List.of(
            "id",
            "job_id",
            "namespace",
            "job",
            "job_version",
            "cause",
            "trigger_number",
            "run_key",
            "of_run",
            "shard_of",
            "shard_index",
            "shard_total",
            "scheduled_at",
            "due_at",
            "priority",
            "params");

    /** What an update writes. */
    static final List<String> CHANGING = Stream.concat(Stream.of("hand_outs", "declined"), StateColumns.NAMES.stream())
            .toList();

    /** What an insert writes. */
    static final List<String> INSERTED =
            Stream.concat(FIXED.stream(), CHANGING.stream()).toList();

    /** What is noted once it has ended. */
    static final List<String> MARKS = List.of("dead", "compensated_by", "rerun_by", "discarded_at");

    /** What a reader reads. */
    static final List<String> ALL =
            Stream.of(FIXED, MARKS, CHANGING).flatMap(List::stream).toList();

    /** What a reader reads who wants to know where runs stand and nothing of what may be long. */
    static final String BRIEF = ALL.stream()
            .map(column -> switch (column) {
                case "params" -> "'{}'";
                case "result" -> "NULL";
                default -> column;
            })
            .collect(Collectors.joining(", "));

    private static final String FIRED = "fired";
    private static final String CAUGHT_UP = "caught-up";
    static final String REQUESTED = "requested";
    static final String RERUN = "rerun";
    private static final String COMPENSATION = "compensation";
    private static final String SHARD = "shard";

    private RunColumns() {}

    static void write(Run run, Parameters to) throws SQLException {
        to.number(run.id().value())
                .number(run.jobId().value())
                .text(run.job().namespace().value())
                .text(run.job().name().value())
                .number(run.jobVersion());
        switch (run.cause()) {
            case Cause.Fired fired ->
                to.text(FIRED).number(fired.trigger()).text(null).noNumber();
            case Cause.CaughtUp missed ->
                to.text(CAUGHT_UP).number(missed.trigger()).text(null).noNumber();
            case Cause.Requested asked ->
                to.text(REQUESTED).noNumber().text(runKey(asked.key())).noNumber();
            case Cause.Compensation compensation ->
                to.text(COMPENSATION)
                        .noNumber()
                        .text(null)
                        .number(compensation.of().value());
            case Cause.Rerun rerun ->
                to.text(RERUN)
                        .noNumber()
                        .text(runKey(rerun.key()))
                        .number(rerun.of().value());
            case Cause.Shard _ -> to.text(SHARD).noNumber().text(null).noNumber();
        }
        writeShard(run.cause(), to);
        to.instant(run.scheduledAt())
                .instant(run.dueAt())
                .number(run.priority().level())
                .text(run.params().text());
        writeChanging(run, to);
    }

    private static void writeShard(Cause cause, Parameters to) throws SQLException {
        if (cause instanceof Cause.Shard shard) {
            to.number(shard.of().value()).number(shard.index()).number(shard.total());
        } else {
            to.noNumber().noNumber().noNumber();
        }
    }

    static void writeChanging(Run run, Parameters to) throws SQLException {
        to.number(run.handOuts()).number(run.declined());
        StateColumns.of(run.state()).write(StatusCode.of(run), to);
    }

    /** A place in a list that is ordered by an instant and the run's id; the run itself may have to be set aside. */
    interface Place<K> {

        K of(long instant, long id);
    }

    static <K> Pages.Slot<K, Run> readSlot(long instant, Row row, Place<K> place, SetAside setAside)
            throws SQLException, UnreadableRowException {
        long id = row.number();
        K key = place.of(instant, id);
        try {
            return new Pages.Slot<>(key, readBehindId(id, row));
        } catch (UnreadableRowException reason) {
            setAside.row("run", id, reason);
            return new Pages.Slot<>(key, null);
        }
    }

    static Run read(Row row) throws SQLException, UnreadableRowException {
        return readBehindId(row.number(), row);
    }

    private static Run readBehindId(long id, Row row) throws SQLException, UnreadableRowException {
        try {
            return readAll(id, row);
        } catch (IllegalArgumentException | ArithmeticException | JsonException reason) {
            throw new UnreadableRowException(String.valueOf(reason.getMessage()), reason);
        }
    }

    private static Run readAll(long id, Row row) throws SQLException, UnreadableRowException {
        var jobId = new JobId(row.number());
        JobKey job = JobKey.of(row.text(), row.text());
        int version = row.count();
        Cause cause = readCause(row);
        Instant scheduledAt = row.instant();
        Instant dueAt = row.instant();
        var priority = new Priority(row.count());
        Json.Obj params = readParams(row.text());
        Sequel sequel = readMarks(row);
        return new Run(
                new RunId(id),
                jobId,
                job,
                version,
                cause,
                scheduledAt,
                dueAt,
                priority,
                params,
                row.count(),
                row.count(),
                StateColumns.read(row),
                sequel);
    }

    private static Sequel readMarks(Row row) throws SQLException {
        String dead = row.textOrNull();
        return new Sequel(
                dead == null ? null : DeadReason.valueOf(dead),
                runOrNull(row.numberOrNull()),
                runOrNull(row.numberOrNull()),
                row.instantOrNull());
    }

    private static @Nullable RunId runOrNull(@Nullable Long id) {
        return id == null ? null : new RunId(id);
    }

    private static Cause readCause(Row row) throws SQLException, UnreadableRowException {
        String cause = row.text();
        Long trigger = row.numberOrNull();
        String key = row.textOrNull();
        Long of = row.numberOrNull();
        Long whole = row.numberOrNull();
        Long index = row.numberOrNull();
        Long total = row.numberOrNull();
        return switch (cause) {
            case FIRED -> new Cause.Fired(Math.toIntExact(named(trigger, cause)));
            case CAUGHT_UP -> new Cause.CaughtUp(Math.toIntExact(named(trigger, cause)));
            case REQUESTED -> new Cause.Requested(key == null ? null : readRunKey(key));
            case COMPENSATION -> new Cause.Compensation(new RunId(named(of, cause)));
            case RERUN -> new Cause.Rerun(new RunId(named(of, cause)), key == null ? null : readRunKey(key));
            case SHARD ->
                new Cause.Shard(
                        new RunId(named(whole, cause)),
                        Math.toIntExact(named(index, cause)),
                        Math.toIntExact(named(total, cause)));
            default -> throw new UnreadableRowException("unknown cause '" + cause + "'");
        };
    }

    private static long named(@Nullable Long number, String cause) throws UnreadableRowException {
        if (number == null) {
            throw new UnreadableRowException("a run that is " + cause + " does not name what it comes from");
        }
        return number;
    }

    private static String readRunKey(String text) throws UnreadableRowException {
        if (Json.parse(text) instanceof Json.Str key) {
            return key.value();
        }
        throw new UnreadableRowException("a key is not a string: " + text);
    }

    private static Json.Obj readParams(String text) throws UnreadableRowException {
        if (Json.parse(text) instanceof Json.Obj params) {
            return params;
        }
        throw new UnreadableRowException("params are not an object");
    }

    /** A caller's key is free text: as JSON it is equal to itself and to nothing else, whatever it holds. */
    static @Nullable String runKey(@Nullable String key) {
        return key == null ? null : Json.of(key).text();
    }
}
