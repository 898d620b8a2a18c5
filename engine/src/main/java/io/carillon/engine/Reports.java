package io.carillon.engine;

import io.carillon.model.Token;
import io.carillon.model.run.RunEvent;
import io.carillon.model.run.RunState;
import io.carillon.model.run.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Hears what workers say about attempts. A result is acknowledged only when it is durable, or known to be worthless; until then
 * the worker keeps it.
 */
final class Reports {

    private static final int MAX_EARLY = 100_000;
    private static final Duration REST_AFTER_REFUSAL = Duration.ofMillis(500);

    private final List<Early> early = new ArrayList<>();
    private final Runs runs;
    private final WorkerBook workers;
    private final Loader loader;
    private final Partitions partitions;
    private final GroupCommit commit;
    private final Saver saver;
    private final Mapping mapping;

    Reports(
            Runs runs,
            WorkerBook workers,
            Loader loader,
            Partitions partitions,
            GroupCommit commit,
            Saver saver,
            Mapping mapping) {
        this.saver = saver;
        this.mapping = mapping;
        this.runs = runs;
        this.workers = workers;
        this.loader = loader;
        this.partitions = partitions;
        this.commit = commit;
    }

    /** A report about a run that may still be on its way into memory. */
    private record Early(WorkerEntry worker, Report report) {}

    void hear(SessionId session, List<Report> reports, Instant now) {
        WorkerEntry worker = workers.of(session);
        if (worker != null) {
            reports.forEach(report -> hear(worker, report, now));
        }
    }

    /** Hears the reports again that came before their runs were loaded. */
    void hearEarly(Instant now) {
        List<Early> waiting = List.copyOf(early);
        early.clear();
        for (Early each : waiting) {
            if (workers.knows(each.worker()) || !(each.report() instanceof Report.Began)) {
                hear(each.worker(), each.report(), now);
            }
        }
    }

    private void hear(WorkerEntry worker, Report report, Instant now) {
        switch (report) {
            case Report.OfState ofState -> hear(worker, ofState, now);
            case Report.Aside aside -> hear(worker, aside, now);
        }
    }

    private void hear(WorkerEntry worker, Report.Aside aside, Instant now) {
        LiveRun run = runs.find(aside.run());
        if (!partitions.answersFor(aside.run(), aside.token())) {
            disclaim(worker, aside);
        } else if (run != null) {
            adoptIfUnclaimed(worker, run, aside, Duration.ZERO, now);
            saver.hear(worker, run, aside);
        } else if (!runs.unwritable().contains(aside.run())) {
            hearOfAbsent(worker, aside);
        }
    }

    /** What is said besides is said again, so that it need not wait here, unless it came with how the attempt ended. */
    private void hearOfAbsent(WorkerEntry worker, Report.Aside aside) {
        if (loader.hasNoAttempt(aside.run())) {
            saver.refuse(worker, aside, "the run has ended");
            return;
        }
        boolean last = aside instanceof Report.Saving saving && saving.sequence() == Report.Saving.UNASKED;
        if (last && early.size() < MAX_EARLY) {
            early.add(new Early(worker, aside));
        }
        loader.lookUp(aside.run());
    }

    private void hear(WorkerEntry worker, Report.OfState report, Instant now) {
        LiveRun run = runs.find(report.run());
        if (!partitions.answersFor(report.run(), report.token())) {
            refuseUnlessElsewhere(worker, report);
        } else if (run != null) {
            heedInTime(worker, run, report, now);
        } else if (!runs.unwritable().contains(report.run())) {
            hearOfAbsent(worker, report);
        }
    }

    /** Nothing is said to a report of an end that can't be kept, so that its worker keeps it. */
    private void hearOfAbsent(WorkerEntry worker, Report.OfState report) {
        if (loader.hasNoAttempt(report.run())) {
            ignore(worker, report, "the run has ended");
        } else if (early.size() < MAX_EARLY) {
            early.add(new Early(worker, report));
            loader.lookUp(report.run());
        }
    }

    /** A result in another owner's partition stays with the worker, which keeps it until that owner has stored it. */
    private void refuseUnlessElsewhere(WorkerEntry worker, Report report) {
        if (partitions.exists(report.run().partition())) {
            disclaim(worker, report);
        } else {
            ignore(worker, report, "there is no such run");
        }
    }

    private void disclaim(WorkerEntry worker, Report report) {
        commit.now(new Effect.Disclaim(worker.session(), report.run(), report.token()));
    }

    private void heedInTime(WorkerEntry worker, LiveRun run, Report.OfState report, Instant now) {
        if (!(report instanceof Report.Mapped) || !mapping.mustWait(run)) {
            heed(worker, run, report, now);
        } else if (early.size() < MAX_EARLY) {
            early.add(new Early(worker, report));
        }
    }

    private void heed(WorkerEntry worker, LiveRun run, Report.OfState report, Instant now) {
        if (!(report instanceof Report.Refused)) {
            adoptIfUnclaimed(worker, run, report, ran(report), now);
        }
        RunEvent event =
                report instanceof Report.Mapped mapped ? mapping.event(run, mapped, now) : event(run, report, now);
        Transition transition = runs.apply(run, event);
        switch (transition) {
            case Transition.Moved _ -> {
                if (report instanceof Report.Mapped mapped) {
                    mapping.heed(run, event, mapped, now);
                }
                if (!(report instanceof Report.Began)) {
                    runs.tell(run, new Effect.Acknowledge(worker.session(), report.run(), report.token(), true, ""));
                }
            }
            case Transition.Ignored ignored -> {
                if (ignored.reason() == Transition.Reason.STALE_TOKEN && !isRepeated(run, report)) {
                    runs.keepStale(run, report.token(), worker.facts().id(), now);
                }
                ignore(
                        worker,
                        report,
                        ignored.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '));
            }
        }
    }

    /** Whether it says nothing of a result, or again what has split the run. */
    private static boolean isRepeated(LiveRun run, Report.OfState report) {
        return report instanceof Report.Began
                || (run.state() instanceof RunState.InParts
                        && run.run().handOuts() == report.token().attempt());
    }

    /** Whoever speaks of an attempt as its worker proves that it has it. */
    private void adoptIfUnclaimed(WorkerEntry worker, LiveRun run, Report report, Duration ran, Instant now) {
        if (runs.doubt(run, now) || run.state() instanceof RunState.Recovering) {
            workers.adopt(worker, run, new HeldAttempt(report.run(), report.token(), run.plausibly(ran, now)), now);
        }
    }

    /** What a report means for a run. */
    static RunEvent event(LiveRun run, Report.OfState report, Instant now) {
        Token token = report.token();
        return switch (report) {
            case Report.Began _ -> new RunEvent.Started(token, now);
            case Report.Succeeded done ->
                new RunEvent.Completed(token, run.plausibly(done.ran(), now), now, done.result());
            case Report.Failed failed ->
                new RunEvent.Errored(
                        token,
                        now,
                        failed.error(),
                        Retries.after(run, failed.error().code(), failed.retryable(), now));
            case Report.Skipped waived ->
                new RunEvent.Waived(
                        token, run.run().scheduledAt(), run.plausibly(waived.ran(), now), now, waived.reason());
            case Report.Postponed later -> Postponements.event(run, later, now);
            case Report.Deferred away ->
                new RunEvent.Deferred(token, run.plausibly(away.ran(), now), now, Retries.afterStop(run, now));
            case Report.Mapped mapped -> throw new IllegalArgumentException("only its worker splits a run: " + mapped);
            case Report.Stopped _ -> new RunEvent.Halted(token, now, Retries.afterStop(run, now));
            case Report.Refused _ -> new RunEvent.Declined(token, now, now.plus(REST_AFTER_REFUSAL));
        };
    }

    private static Duration ran(Report.OfState report) {
        return switch (report) {
            case Report.Succeeded done -> done.ran();
            case Report.Failed failed -> failed.ran();
            case Report.Skipped waived -> waived.ran();
            case Report.Deferred away -> away.ran();
            case Report.Mapped mapped -> mapped.ran();
            case Report.Began _, Report.Postponed _, Report.Stopped _, Report.Refused _ -> Duration.ZERO;
        };
    }

    private void ignore(WorkerEntry worker, Report report, String reason) {
        if (!(report instanceof Report.Began)) {
            commit.now(new Effect.Tell(
                    new Note.ReportIgnored(report.run(), worker.facts().id(), reason)));
            acknowledge(worker, report, reason);
        }
    }

    private void acknowledge(WorkerEntry worker, Report report, String reason) {
        commit.afterAll(
                report.run().partition(),
                new Effect.Acknowledge(worker.session(), report.run(), report.token(), false, reason));
    }
}
