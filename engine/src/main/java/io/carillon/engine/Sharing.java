package io.carillon.engine;

import io.carillon.model.JobKey;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobSpec;
import io.carillon.model.job.TaskSpec;
import io.carillon.model.job.Trigger;
import io.carillon.model.job.TriggerOptions;
import io.carillon.schedule.Schedule;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Lets jobs share what is equal in them. A million definitions differ in a name, a minute and a number; the rest of them is said over
 * and over again and need not be kept more than once.
 */
final class Sharing {

    private static final int MAX_REMEMBERED = 100_000;

    private static final TriggerOptions PLAIN = TriggerOptions.NONE;

    private final Map<Object, Object> known = new HashMap<>();
    private final Map<Trigger.Cron, List<Schedule>> schedules = new HashMap<>();

    /** An equal job, made of parts that others have too. */
    Job of(Job job) {
        return new Job(
                job.id(),
                new JobKey(one(job.key().namespace()), job.key().name()),
                job.version(),
                one(job.labels()),
                of(job.spec()),
                job.paused(),
                job.updatedAt(),
                job.activeFrom().equals(job.updatedAt()) ? job.updatedAt() : job.activeFrom(),
                job.declared());
    }

    /** Schedules that time alone decides, and not the job, are the same for every job that has the trigger. */
    List<Schedule> of(Job job, Function<Job, List<Schedule>> compiler) {
        List<Trigger> triggers = job.spec().triggers();
        if (triggers.size() != 1 || !(triggers.getFirst() instanceof Trigger.Cron cron) || !isOfTimeAlone(cron)) {
            return List.copyOf(compiler.apply(job));
        }
        List<Schedule> known = schedules.get(cron);
        if (known == null) {
            makeRoom(schedules);
            known = List.copyOf(compiler.apply(job));
            schedules.put(cron, known);
        }
        return known;
    }

    private JobSpec of(JobSpec spec) {
        TaskSpec task = spec.task();
        var shared = new TaskSpec(one(task.type()), one(task.app()), one(task.settings()), task.params());
        return spec.but(shared)
                .triggers(spec.triggers().stream().map(this::of).toList())
                .timeout(spec.timeout() == null ? null : one(spec.timeout()))
                .retry(one(spec.retry()))
                .guards(one(spec.guards()))
                .overlap(one(spec.overlap()))
                .misfire(one(spec.misfire()))
                .routing(one(spec.routing()))
                .priority(one(spec.priority()))
                .build();
    }

    private Trigger of(Trigger trigger) {
        return switch (trigger) {
            case Trigger.Cron cron -> {
                ZoneId zone = one(cron.zone());
                yield one(new Trigger.Cron(
                        one(cron.expression()), cron.dialect(), zone, one(cron.changes()), one(cron.options())));
            }
            case Trigger.Every _, Trigger.Delay _, Trigger.At _ -> trigger;
        };
    }

    /** What time means has changed: schedules that were compiled before are no longer what others would be. */
    void forgetSchedules() {
        schedules.clear();
    }

    /** An {@code H} (or {@code h}) and a jitter are spread by the job's name, an interval and a count begin with the job, a calendar may change. */
    private static boolean isOfTimeAlone(Trigger.Cron cron) {
        return cron.options().equals(PLAIN)
                && cron.expression().indexOf('H') < 0
                && cron.expression().indexOf('h') < 0
                && cron.expression().indexOf('@') < 0;
    }

    @SuppressWarnings("unchecked") // What is known under a key is equal to it, and so of its kind.
    private <T> T one(T part) {
        makeRoom(known);
        return (T) known.computeIfAbsent(part, same -> same);
    }

    /** Forgetting costs nothing but space: what is shared stays shared. */
    private static void makeRoom(Map<?, ?> parts) {
        if (parts.size() >= MAX_REMEMBERED) {
            parts.clear();
        }
    }
}
