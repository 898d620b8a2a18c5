package io.carillon.benchmarks.beside;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Jobs that fire by themselves: as many by the second as it takes for so many fires a second, the others by the minute; or none of them at all. */
final class CronJobs implements Act {

    static final int SECONDS = 20;

    private static final int MINUTE = 60;

    /** Rather too few. */
    private static final int REGISTERED_PER_SECOND = 1_000;

    private static final Duration BEFORE = Duration.ofSeconds(15);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final CarillonContender carillon;
    private final Trial trial;
    private long before;

    CronJobs(CarillonContender carillon, Trial trial) {
        this.carillon = carillon;
        this.trial = trial;
    }

    /** How many fires are due from the beginning of a minute on. */
    static int fires(Trial trial) {
        int bySecond = bySecond(trial);
        int byMinute = 0;
        for (int job = bySecond; job < trial.runs(); job++) {
            byMinute += job % MINUTE < SECONDS ? 1 : 0;
        }
        return trial.perSecond() == 0 ? 0 : bySecond * SECONDS + byMinute;
    }

    private static int bySecond(Trial trial) {
        return Math.max(0, (trial.perSecond() * MINUTE - trial.runs()) / (MINUTE - 1));
    }

    @Override
    public Instant prepare() throws Exception {
        Instant ready = Instant.now().plus(BEFORE).plusSeconds(trial.runs() / REGISTERED_PER_SECOND);
        Instant first = ready.truncatedTo(ChronoUnit.MINUTES).plusSeconds(MINUTE);
        if (trial.perSecond() == 0) {
            carillon.createAll("cron", trial.runs(), _ -> "[{\"cron\": \"0 0 0 1 1 ?\"}]");
            return Instant.now().plus(BEFORE);
        }
        int bySecond = bySecond(trial);
        carillon.createAll(
                "cron",
                trial.runs(),
                job -> job < bySecond
                        ? triggers("*", first, SECONDS)
                        : triggers(Integer.toString(job % MINUTE), first, MINUTE));
        before = carillon.recorded();
        return first;
    }

    /** It fires from an instant on, for so many seconds. */
    private static String triggers(String second, Instant first, int seconds) {
        return "[{\"cron\": \"%s * * * * ?\", \"start\": \"%s\", \"end\": \"%s\"}]"
                .formatted(second, first, first.plusSeconds(seconds - 1));
    }

    @Override
    public void await() throws InterruptedException {
        if (trial.perSecond() == 0) {
            Thread.sleep(IDLE);
            return;
        }
        Instant end = Instant.now().plusSeconds(SECONDS).plus(PATIENCE);
        while (carillon.recorded() - before < fires(trial) && Instant.now().isBefore(end)) {
            Thread.sleep(BETWEEN_LOOKS);
        }
    }
}
