package io.carillon.store;

import io.carillon.engine.Write;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobSpec;
import io.carillon.model.run.RunStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Carries out a plan inside a transaction. */
final class Applier {

    private static final List<String> ATTEMPT_COLUMNS = List.of("run_id", "ended_at", "body");
    private static final String MOVE = "UPDATE partitions SET watermark = ?, last_id = ? WHERE number = ?";
    private static final String RELEASE =
            "UPDATE partitions SET owner = NULL, since_at = ?, whole = ? WHERE number = ?";
    private static final String DELETE_JOB = "UPDATE jobs SET existing = NULL, deleted_at = ? WHERE id = ?";

    private final String putJob;
    private final String putVersion;
    private final String putGuest;
    private final String putApp;
    private final String withdrawFires;
    private final Place place;
    private final Bulk bulk;
    private final RunWriter runs;
    private final Canceller canceller;
    private final ResourceWriter resources;
    private final SavedRows saved;

    Applier(Dialect dialect, SetAside setAside, Place place) {
        this.putJob = dialect.upsert(
                "jobs",
                List.of("id"),
                List.of("id", "partition_number", "namespace", "name", "version", "existing"),
                List.of("version", "existing"));
        this.putVersion = dialect.upsert(
                "job_versions",
                JobColumns.KEY,
                JobColumns.WRITTEN,
                List.of("paused", "updated_at", "active_from", "document", "declared"));
        this.putGuest = dialect.upsert(
                "jobs",
                List.of("id"),
                List.of("id", "partition_number", "namespace", "name", "version", "deleted_at", "unused_since"),
                List.of("version", "deleted_at", "unused_since"));
        this.putApp = dialect.upsert(
                "apps", List.of("name"), List.of("name", "first_seen_at", "last_seen_at"), List.of("last_seen_at"));
        this.withdrawFires = "DELETE FROM live WHERE status = " + StatusCode.of(RunStatus.PENDING)
                + " AND trigger_number BETWEEN ? AND ? AND due_at > ? AND " + ofJob(dialect);
        this.place = place;
        this.bulk = dialect.bulk();
        this.runs = new RunWriter(dialect);
        this.canceller = new Canceller(dialect, runs, setAside);
        this.resources = new ResourceWriter(dialect);
        this.saved = new SavedRows(dialect);
    }

    /** The live runs of one job of a partition: four places, the job's id in all but the second. */
    static String ofJob(Dialect dialect) {
        return "job_id = ? AND " + Sql.partitionOf("id") + " = ?"
                + " AND namespace = (SELECT namespace FROM jobs WHERE id = ?)"
                + " AND job = (SELECT name FROM jobs WHERE id = ?)";
    }

    /** The statement that searches, for whoever asks the database how it does that. */
    String withdrawFires() {
        return withdrawFires;
    }

    void apply(BatchPlan plan, Session session) throws SQLException {
        for (BatchPlan.Step step : plan.steps()) {
            switch (step) {
                case BatchPlan.Changes changes -> change(changes, session);
                case BatchPlan.Step.Delete delete -> delete(delete.write(), session);
                case BatchPlan.Step.Withdraw withdraw -> withdraw(withdraw.write(), session);
                case BatchPlan.Step.Cancel cancel -> canceller.cancel(cancel.write(), session);
            }
        }
        addAttempts(plan.attempts(), session);
        saved.write(plan.saves(), plan.dropsOfSaved(), session);
        resources.apply(plan.resources(), session);
        session.updateAll(
                putApp,
                plan.apps().entrySet(),
                (seen, to) ->
                        to.text(seen.getKey().value()).instant(seen.getValue()).instant(seen.getValue()));
        session.updateAll(
                MOVE,
                plan.moves(),
                (move, to) -> to.instant(move.watermark())
                        .number(move.lastId())
                        .number(move.partition().number()));
        session.updateAll(
                RELEASE,
                plan.releases(),
                (release, to) -> to.instant(release.at())
                        .flag(release.whole())
                        .number(release.partition().number()));
    }

    private void change(BatchPlan.Changes changes, Session session) throws SQLException {
        session.updateAll(putJob, changes.jobs(), Applier::writeJob);
        session.updateAll(putVersion, changes.versions(), (put, to) -> JobColumns.write(put.job(), to));
        borrow(changes.borrowed(), session);
        runs.write(changes, session);
    }

    private static void writeJob(Write.PutJob put, Parameters to) throws SQLException {
        writeHead(put.job(), to).flag(true);
    }

    private static Parameters writeHead(Job job, Parameters to) throws SQLException {
        return to.number(job.id().value())
                .number(job.id().partition().number())
                .text(job.key().namespace().value())
                .text(job.key().name().value())
                .number(job.version());
    }

    /**
     * A job that lies in another database is here as one that was deleted is: for as long as there are runs of it. That code declares
     * it is said where it lies.
     */
    private void borrow(List<Write.BorrowJob> borrowed, Session session) throws SQLException {
        List<Write.BorrowJob> guests = borrowed.stream()
                .filter(guest -> !place.holds(guest.job().id().partition()))
                .toList();
        session.updateAll(putGuest, guests, Applier::writeGuest);
        session.updateAll(
                putVersion, guests, (guest, to) -> JobColumns.write(guest.job().withDeclared(null), to));
    }

    private static void writeGuest(Write.BorrowJob guest, Parameters to) throws SQLException {
        writeHead(guest.job(), to).instant(guest.at()).noNumber();
    }

    private static void delete(Write.DeleteJob delete, Session session) throws SQLException {
        session.update(
                DELETE_JOB, to -> to.instant(delete.at()).number(delete.job().value()));
    }

    private void withdraw(Write.WithdrawFires withdraw, Session session) throws SQLException {
        long job = withdraw.job().value();
        session.update(
                withdrawFires,
                to -> to.number(withdraw.trigger().orElse(0))
                        .number(withdraw.trigger().orElse(JobSpec.MAX_TRIGGERS))
                        .instant(withdraw.after())
                        .number(job)
                        .number(withdraw.partition().number())
                        .number(job)
                        .number(job));
    }

    private void addAttempts(List<Write.AddAttempt> attempts, Session session) throws SQLException {
        var bySlice = new LinkedHashMap<Slice, List<Write.AddAttempt>>();
        for (Write.AddAttempt attempt : attempts) {
            bySlice.computeIfAbsent(Slice.of(Family.ATTEMPTS, attempt.endedAt()), _ -> new ArrayList<>())
                    .add(attempt);
        }
        for (Map.Entry<Slice, List<Write.AddAttempt>> each : bySlice.entrySet()) {
            bulk.insert(each.getKey().table(), ATTEMPT_COLUMNS, each.getValue(), Applier::writeAttempt, session);
        }
    }

    private static void writeAttempt(Write.AddAttempt added, Parameters to) throws SQLException {
        to.number(added.run().value()).instant(added.endedAt()).bytes(AttemptBody.write(added));
    }
}
