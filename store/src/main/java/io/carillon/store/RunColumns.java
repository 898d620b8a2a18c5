package io.carillon.store;

import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import java.sql.SQLException;
import java.util.List;
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
            "scheduled_at",
            "due_at",
            "priority",
            "params");

    /** What an update writes. */
    static final List<String> CHANGING = Stream.concat(Stream.of("hand_outs", "declined"), StateColumns.NAMES.stream())
            .toList();

    static final List<String> ALL =
            Stream.concat(FIXED.stream(), CHANGING.stream()).toList();

    private static final String FIRED = "fired";
    private static final String CAUGHT_UP = "caught-up";
    private static final String REQUESTED = "requested";

    private RunColumns() {}

    static void write(Run run, Parameters to) throws SQLException {
        to.number(run.id().value())
                .number(run.jobId().value())
                .text(run.job().namespace().value())
                .text(run.job().name().value())
                .number(run.jobVersion());
        switch (run.cause()) {
            case Cause.Fired fired -> to.text(FIRED).number(fired.trigger()).text(null);
            case Cause.CaughtUp missed ->
                to.text(CAUGHT_UP).number(missed.trigger()).text(null);
            case Cause.Requested asked -> to.text(REQUESTED).noNumber().text(runKey(asked.key()));
        }
        to.instant(run.scheduledAt())
                .instant(run.dueAt())
                .number(run.priority().level())
                .text(run.params().text());
        writeChanging(run, to);
    }

    static void writeChanging(Run run, Parameters to) throws SQLException {
        to.number(run.handOuts()).number(run.declined());
        StateColumns.of(run.state()).write(to);
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
        return new Run(
                new RunId(id),
                new JobId(row.number()),
                JobKey.of(row.text(), row.text()),
                row.count(),
                readCause(row),
                row.instant(),
                row.instant(),
                new Priority(row.count()),
                readParams(row.text()),
                row.count(),
                row.count(),
                StateColumns.read(row));
    }

    private static Cause readCause(Row row) throws SQLException, UnreadableRowException {
        String cause = row.text();
        Long trigger = row.numberOrNull();
        String key = row.textOrNull();
        if (cause.equals(REQUESTED)) {
            return new Cause.Requested(key == null ? null : readRunKey(key));
        }
        if (trigger == null) {
            throw new UnreadableRowException("a run that is " + cause + " names no trigger");
        }
        return switch (cause) {
            case FIRED -> new Cause.Fired(Math.toIntExact(trigger));
            case CAUGHT_UP -> new Cause.CaughtUp(Math.toIntExact(trigger));
            default -> throw new UnreadableRowException("unknown cause '" + cause + "'");
        };
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
