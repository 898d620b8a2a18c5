package io.carillon.chaos;

import io.carillon.chaos.check.Checker;
import io.carillon.chaos.check.History;
import io.carillon.chaos.check.JobFacts;
import io.carillon.chaos.check.Recorded;
import io.carillon.chaos.fault.FaultPlan;
import io.carillon.chaos.fault.Injected;
import io.carillon.chaos.fault.Saboteur;
import io.carillon.chaos.load.Client;
import io.carillon.chaos.load.Load;
import io.carillon.chaos.load.RecordReader;
import io.carillon.chaos.machines.Site;
import io.carillon.chaos.machines.WholeSystem;
import io.carillon.chaos.process.Times;
import io.carillon.chaos.witness.Entry;
import io.carillon.chaos.witness.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** One attack: starts everything, loads it, breaks it, heals it, lets everything finish, and judges what is left. */
final class Chaos {

    /** Nothing is broken any more and nothing new comes: by then each run must have ended. */
    private static final Duration TIME_TO_FINISH = Duration.ofMinutes(3);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    /** No two processes of a machine read the time further apart than this unless one of their clocks is stepped. */
    private static final Duration CLOCK_IS_WRONG = Duration.ofSeconds(1);

    private final Setup setup;
    private final Consumer<String> log;

    Chaos(Setup setup, Consumer<String> log) {
        this.setup = setup;
        this.log = log;
    }

    Verdict run() throws InterruptedException {
        var site = new Site(setup.directory(), setup.versions(), setup.habit());
        Times.Reading clock = Times.reading();
        var targets = new FaultPlan.Targets(setup.size().nodes(), setup.size().workers(), hasDisk(site), hasClocks());
        FaultPlan plan = FaultPlan.draw(setup.seed(), setup.length(), targets);
        plan.faults().forEach(fault -> log.accept("plan  " + fault.line()));
        try (WholeSystem system = WholeSystem.prepare(site, setup.size());
                Client client = new Client(system.addresses())) {
            system.start();
            var load = new Load(client, setup.seed());
            load.begin();
            List<Injected> faults = attack(plan, load, system);
            List<Entry> witness = settled(new RecordReader(client), site);
            History history = history(load, new RecordReader(client), witness, clock, faults);
            int wrong = (int) witness.stream()
                    .filter(entry -> entry.aheadOf(clock).abs().compareTo(CLOCK_IS_WRONG) > 0)
                    .count();
            var effort = new Verdict.Effort(client.answered(), client.repeated(), system.restarts(), wrong);
            return new Verdict(setup, system.database().product(), history, Checker.violations(history), effort);
        }
    }

    private boolean hasDisk(Site site) {
        boolean possible = WholeSystem.hasDisk(site);
        if (!possible) {
            log.accept("no disk is filled: nobody may mount one here");
        }
        return possible;
    }

    private boolean hasClocks() {
        boolean possible = WholeSystem.hasClocks();
        if (!possible) {
            log.accept("no clock is stepped: Debian's faketime is not installed here");
        }
        return possible;
    }

    private List<Injected> attack(FaultPlan plan, Load load, WholeSystem system) throws InterruptedException {
        Instant begin = Times.now();
        try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Injected>> faults = hands.submit(() -> new Saboteur(system, log).carryOut(plan, begin));
            load.carryOn(begin.plus(setup.length()));
            return faults.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("the attack broke off", failure.getCause());
        }
    }

    /** Waits until everything has ended, or the time for that is over. The witness is read first: what it says of is in the record by then. */
    private static List<Entry> settled(RecordReader reader, Site site) {
        Instant limit = Times.now().plus(TIME_TO_FINISH);
        while (Times.now().isBefore(limit) && !reader.hasEnded()) {
            Times.pass(BETWEEN_LOOKS);
        }
        return Witness.all(site.witnesses());
    }

    /** When it was that workers wrote something down is told by the machine's ticks: their clocks may have been stepped. */
    private static History history(
            Load load, RecordReader reader, List<Entry> witness, Times.Reading clock, List<Injected> faults) {
        List<JobFacts> facts = load.facts();
        var runs = new ArrayList<Recorded>();
        for (JobFacts job : facts) {
            runs.addAll(reader.read(job.name(), job.shards() > 1));
        }
        List<Entry> timed = witness.stream().map(entry -> entry.by(clock)).toList();
        return new History(facts, runs, timed, load.requests(), faults);
    }
}
