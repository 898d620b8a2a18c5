package io.carillon.store;

import io.carillon.engine.Write;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobSpec;
import io.carillon.model.run.Mark;
import io.carillon.model.run.RunStatus;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out a plan inside a transaction. */
final class Applier {

    private static final Logger log = LoggerFactory.getLogger(Applier.class);

    private static final String INSERT_RUN = Sql.insert("runs", RunColumns.INSERTED);
    private static final String UPDATE_RUN =
            "UPDATE runs SET " + Sql.assignments(RunColumns.CHANGING) + " WHERE id = ? AND " + StatusCode.LIVE;
    private static final String INSERT_ATTEMPT = Sql.insert(
            "attempts",
            List.of(
                    "run_id",
                    "attempt_epoch",
                    "attempt_number",
                    "worker",
                    "handed_out_at",
                    "ended_at",
                    "error",
                    "choice"));
    private static final String MOVE = "UPDATE partitions SET watermark = ?, last_id = ? WHERE number = ?";
    private static final String RELEASE = "UPDATE partitions SET owner = NULL, whole = ? WHERE number = ?";
    private static final String DELETE_JOB = "UPDATE jobs SET deleted = 1, deleted_at = ? WHERE id = ?";
    private static final String DIED = "UPDATE runs SET dead = ? WHERE id = ?";
    private static final String COMPENSATED = "UPDATE runs SET compensated_by = ? WHERE id = ?";
    private static final String RERUN = "UPDATE runs SET dead = NULL, rerun_by = ? WHERE id = ?";
    private static final String DISCARDED =
            "UPDATE runs SET dead = NULL, discarded_at = ? WHERE id = ? AND dead IS NOT NULL";
    private static final String CANCEL = "UPDATE runs SET status = " + StatusCode.of(RunStatus.CANCELLED)
            + ", phase = 'cancelled', finished_at = ? WHERE " + StatusCode.is(RunStatus.PENDING) + " AND ";

    private final String putJob;
    private final String putVersion;
    private final String putApp;
    private final String withdrawFires;
    private final String cancelPending;
    private final String cancelRun;
    private final ResourceWriter resources;

    Applier(Dialect dialect) {
        this.putJob = dialect.upsert(
                "jobs",
                List.of("id"),
                List.of("id", "partition_number", "namespace", "name", "version", "deleted"),
                List.of("version", "deleted"));
        this.putVersion = dialect.upsert(
                "job_versions",
                JobColumns.KEY,
                JobColumns.WRITTEN,
                List.of("paused", "updated_at", "active_from", "document"));
        this.putApp = dialect.upsert(
                "apps", List.of("name"), List.of("name", "first_seen_at", "last_seen_at"), List.of("last_seen_at"));
        String ofJob = "job_id = ? AND " + dialect.partitionOf("id") + " = ?"
                + " AND namespace = (SELECT namespace FROM jobs WHERE id = ?)"
                + " AND job = (SELECT name FROM jobs WHERE id = ?)";
        this.withdrawFires = "DELETE FROM runs WHERE " + StatusCode.is(RunStatus.PENDING)
                + " AND trigger_number BETWEEN ? AND ? AND due_at > ? AND " + ofJob;
        this.cancelPending = CANCEL + "due_at > ? AND " + ofJob;
        this.cancelRun = CANCEL + "id = ?";
        this.resources = new ResourceWriter(dialect);
    }

    /** The statements that search, for whoever asks the database how it does that. */
    String withdrawFires() {
        return withdrawFires;
    }

    String cancelPending() {
        return cancelPending;
    }

    void apply(BatchPlan plan, Session session) throws SQLException {
        for (BatchPlan.Step step : plan.steps()) {
            switch (step) {
                case BatchPlan.Changes changes -> change(changes, session);
                case BatchPlan.Step.Delete delete -> delete(delete.write(), session);
                case BatchPlan.Step.Withdraw withdraw -> withdraw(withdraw.write(), session);
                case BatchPlan.Step.CancelAll cancel -> cancelAll(cancel.write(), session);
                case BatchPlan.Step.CancelOne cancel -> cancelOne(cancel.write(), session);
            }
        }
        addAttempts(plan.attempts(), session);
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
                (release, to) ->
                        to.flag(release.whole()).number(release.partition().number()));
    }

    private void change(BatchPlan.Changes changes, Session session) throws SQLException {
        session.updateAll(putJob, changes.jobs(), Applier::writeJob);
        session.updateAll(putVersion, changes.jobs(), (put, to) -> JobColumns.write(put.job(), to));
        session.updateAll(INSERT_RUN, changes.inserts(), RunColumns::write);
        int[] changed = session.updateAll(UPDATE_RUN, changes.updates(), (run, to) -> {
            RunColumns.writeChanging(run, to);
            to.number(run.id().value());
        });
        long missed = Arrays.stream(changed).filter(rows -> rows == 0).count();
        if (missed > 0) {
            log.warn("updates left out: their runs have ended or are gone count={}", missed);
        }
        for (Write.MarkRun mark : changes.marks()) {
            mark(mark, session);
        }
    }

    private static void mark(Write.MarkRun write, Session session) throws SQLException {
        long run = write.run().value();
        switch (write.mark()) {
            case Mark.Dead died ->
                session.update(DIED, to -> to.text(died.reason().name()).number(run));
            case Mark.CompensatedBy by ->
                session.update(COMPENSATED, to -> to.number(by.run().value()).number(run));
            case Mark.RerunBy by ->
                session.update(RERUN, to -> to.number(by.run().value()).number(run));
            case Mark.Discarded discarded ->
                session.update(DISCARDED, to -> to.instant(discarded.at()).number(run));
        }
    }

    private static void writeJob(Write.PutJob put, Parameters to) throws SQLException {
        Job job = put.job();
        to.number(job.id().value())
                .number(put.partition().number())
                .text(job.key().namespace().value())
                .text(job.key().name().value())
                .number(job.version())
                .flag(false);
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

    private void cancelAll(Write.CancelPending cancel, Session session) throws SQLException {
        long job = cancel.job().value();
        session.update(
                cancelPending,
                to -> to.instant(cancel.at())
                        .instant(cancel.at())
                        .number(job)
                        .number(cancel.partition().number())
                        .number(job)
                        .number(job));
    }

    private void cancelOne(Write.CancelRun cancel, Session session) throws SQLException {
        session.update(
                cancelRun, to -> to.instant(cancel.at()).number(cancel.run().value()));
    }

    private static void addAttempts(List<Write.AddAttempt> attempts, Session session) throws SQLException {
        session.updateAll(INSERT_ATTEMPT, attempts, (added, to) -> {
            to.number(added.run().value());
            AttemptColumns.write(added.attempt(), to)
                    .instant(added.endedAt())
                    .text(Errors.write(added.error()))
                    .text(AttemptColumns.choice(added.attempt()));
        });
    }
}
