package io.carillon.chaos.load;

import io.carillon.chaos.check.JobFacts;
import io.carillon.chaos.check.Request;
import io.carillon.chaos.load.Template.Limit;
import io.carillon.chaos.load.Template.Work;
import io.carillon.chaos.process.Times;
import io.carillon.chaos.witness.WitnessWorker;
import io.carillon.client.CarillonApiException;
import io.carillon.client.JobView;
import io.carillon.model.AppName;
import io.carillon.model.RunId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Users who have many jobs fire all the time, and keep asking for something, while things break. */
public final class Load {

    private static final Template PAUSED = Template.bySeconds("paused", Template.everySecond(), new Work(10, 0));
    private static final Template EVEN = Template.bySeconds("edited", Template.secondsEach(2), new Work(10, 0));
    private static final Template ODD = EVEN.firing(Set.of(1, 7, 11, 13, 17, 29, 30, 31, 37, 41, 43, 47, 53, 59));
    private static final Template ASKED = Template.whenAsked("asked", new Work(100, 0));
    private static final Template LONG =
            Template.whenAsked("long", new Work(20_000, 0)).limited(Limit.of(0, "CANCELLED"), "");

    /**
     * Those that fire by themselves and are left alone. Where runs queue, they ask for a small part of what their limit allows: each fault
     * takes its places away for many seconds, and what can't be made up for between faults piles up for as long as an attack lasts.
     */
    private static final List<Template> STEADY = List.of(
            Template.bySeconds("second-1", Template.everySecond(), new Work(20, 0)),
            Template.bySeconds("second-2", Template.everySecond(), new Work(200, 0)),
            Template.bySeconds("seconds-listed", Set.of(3, 7, 19, 20, 21, 44, 59), new Work(10, 0)),
            Template.bySeconds("retried", Template.secondsEach(5), new Work(50, 2)),
            Template.byPeriod("period-2000", Duration.ofSeconds(2), new Work(10, 0)),
            Template.byPeriod("period-700", Duration.ofMillis(700), new Work(10, 0)),
            Template.bySeconds("skipping", Template.everySecond(), new Work(2_500, 0))
                    .limited(Limit.of(1, "SKIPPED"), ", \"overlap\": \"skip\""),
            Template.bySeconds("queueing", Template.secondsEach(2), new Work(200, 0))
                    .limited(Limit.of(1), ", \"overlap\": \"queue\""),
            Template.bySeconds("at-most-3", Template.everySecond(), new Work(400, 0))
                    .limited(Limit.of(3), ", \"overlap\": {\"policy\": \"queue\", \"max\": 3}"),
            Template.bySeconds("replacing", Template.secondsEach(3), new Work(4_000, 0))
                    .limited(Limit.of(1, "CANCELLED"), ", \"overlap\": \"cancelPrevious\""),
            Template.bySeconds("sharded", Template.secondsEach(5), new Work(100, 1))
                    .limited(new Limit(0, Set.of("SUCCEEDED"), false, 4), ", \"routing\": {\"shards\": 4}"));

    private final Client client;
    private final Ledger ledger = new Ledger();
    private final Desk desk;
    private final long seed;

    public Load(Client client, long seed) {
        this.client = client;
        this.desk = new Desk(client, ledger);
        this.seed = seed;
    }

    /** Makes the jobs. */
    public void begin() {
        client.ask(node -> {
            node.declareApp(new AppName(WitnessWorker.APP));
            return true;
        });
        STEADY.forEach(desk::create);
        List.of(PAUSED, ASKED, LONG).forEach(desk::create);
    }

    /** Goes on until then, and stops whatever would fire by itself. */
    public void carryOn(Instant end) throws InterruptedException {
        var users = new ArrayList<Future<?>>();
        try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            users.add(hands.submit(() -> pauseAndResume(new Random(seed + 1), end)));
            users.add(hands.submit(() -> edit(new Random(seed + 2), end)));
            users.add(hands.submit(() -> askForRuns(new Random(seed + 3), end)));
            users.add(hands.submit(() -> cancel(new Random(seed + 4), end)));
            users.add(hands.submit(() -> createOneShots(new Random(seed + 5), end)));
            for (Future<?> user : users) {
                user.get();
            }
        } catch (ExecutionException failure) {
            throw new IllegalStateException("a user could not go on", failure.getCause());
        }
        STEADY.forEach(desk::pause);
    }

    public List<Request> requests() {
        return ledger.requests();
    }

    public List<JobFacts> facts() {
        return ledger.facts(Times.now());
    }

    private void pauseAndResume(Random random, Instant end) {
        while (rest(random, 2_000, 9_000, end)) {
            desk.pause(PAUSED);
            rest(random, 1_000, 6_000, end);
            desk.resume(PAUSED);
        }
        desk.pause(PAUSED);
    }

    private void edit(Random random, Instant end) {
        JobView job = desk.create(EVEN);
        boolean odd = true;
        while (rest(random, 3_000, 10_000, end)) {
            job = desk.replace(odd ? ODD : EVEN, job.version());
            odd = !odd;
        }
        desk.pause(EVEN);
    }

    /** Now and then somebody asks again with the same key. */
    private void askForRuns(Random random, Instant end) {
        for (int i = 0; rest(random, 200, 1_200, end); i++) {
            String key = "key-" + i;
            RunId run = desk.trigger(ASKED.name(), key);
            if (random.nextInt(5) == 0 && !desk.trigger(ASKED.name(), key).equals(run)) {
                throw new IllegalStateException(key + " gave another run than " + run);
            }
        }
    }

    private void cancel(Random random, Instant end) {
        for (int i = 0; rest(random, 1_500, 4_000, end); i++) {
            RunId run = desk.trigger(LONG.name(), "long-" + i);
            rest(random, 0, 3_000, Instant.MAX);
            desk.cancel(run);
        }
    }

    /**
     * One whose instant goes by before anybody can be asked for it is refused, and is no job. In the end the last of them is waited for:
     * until shortly before it is due nothing shows that it is still to come.
     */
    private void createOneShots(Random random, Instant end) {
        Instant last = end;
        for (int i = 0; rest(random, 2_000, 5_000, end); i++) {
            Instant at = Times.now().plusMillis(random.nextInt(6_000, 14_000)).truncatedTo(ChronoUnit.MILLIS);
            last = at.isAfter(last) ? at : last;
            try {
                desk.create(Template.once("once-" + i, at));
            } catch (CarillonApiException refusal) {
                if (Times.now().isBefore(at)) {
                    throw refusal;
                }
            }
        }
        Duration left = Duration.between(Times.now(), last);
        if (left.isPositive()) {
            Times.pass(left);
        }
    }

    /** A user's pause; says whether it is not the end yet. */
    private static boolean rest(Random random, int least, int most, Instant end) {
        Duration left = Duration.between(Times.now(), end);
        Duration pause = Duration.ofMillis(random.nextInt(least, most + 1));
        Duration shorter = pause.compareTo(left) < 0 ? pause : left;
        if (shorter.isPositive()) {
            Times.pass(shorter);
        }
        return Times.now().isBefore(end);
    }
}
