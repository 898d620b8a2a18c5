package io.carillon.chaos.fault;

import io.carillon.chaos.machines.Machine;
import io.carillon.chaos.machines.WholeSystem;
import io.carillon.chaos.process.Times;
import io.carillon.chaos.proxy.Weather;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Does what the plan says, and makes everything whole again. Faults that overlap in time are done at once, unless they hit the same. */
public final class Saboteur {

    private final WholeSystem system;
    private final Consumer<String> log;
    private final Map<String, Lock> machineLocks = new ConcurrentHashMap<>();
    private final Lock databaseLock = new ReentrantLock();

    public Saboteur(WholeSystem system, Consumer<String> log) {
        this.system = system;
        this.log = log;
    }

    /** Returns when the last fault is over. */
    public List<Injected> carryOut(FaultPlan plan, Instant begin) throws InterruptedException {
        var under = new ArrayList<Future<Injected>>();
        try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Fault fault : plan.faults()) {
                Duration left = Duration.between(Times.now(), begin.plus(fault.after()));
                if (left.isPositive()) {
                    Times.pass(left);
                }
                under.add(hands.submit(() -> inject(fault)));
            }
            return results(under);
        }
    }

    private static List<Injected> results(List<Future<Injected>> under) throws InterruptedException {
        var done = new ArrayList<Injected>();
        for (Future<Injected> each : under) {
            try {
                done.add(each.get());
            } catch (ExecutionException failure) {
                throw new IllegalStateException("a fault could not be done", failure.getCause());
            }
        }
        return done;
    }

    private Injected inject(Fault fault) {
        List<Lock> held = locks(fault);
        held.forEach(Lock::lock);
        try {
            log.accept("fault " + fault.line());
            Instant began = Times.now();
            act(fault);
            log.accept("over  " + fault.number());
            return new Injected(fault, began, Times.now());
        } finally {
            held.reversed().forEach(Lock::unlock);
        }
    }

    /** Always in the same order, so that no two faults wait for each other. */
    private List<Lock> locks(Fault fault) {
        if (fault.kind().aim() == FaultKind.Aim.DATABASE) {
            return List.of(databaseLock);
        }
        return victims(fault).stream()
                .map(machine -> machineLocks.computeIfAbsent(machine.name(), _ -> new ReentrantLock()))
                .toList();
    }

    private void act(Fault fault) {
        List<? extends Machine> victims = victims(fault);
        Machine first = victims.getFirst();
        switch (fault.kind()) {
            case NODE_KILLED, WORKER_KILLED -> restart(first, Machine::kill, fault);
            case NODE_LEFT, WORKER_LEFT -> restart(first, Machine::leave, fault);
            case NODE_FROZEN, WORKER_FROZEN -> freeze(first, fault);
            case NODES_ROLLED -> victims.forEach(node -> restart(node, Machine::leave, fault));
            case NODES_KILLED -> killAll(victims, fault);
            case DATABASE_KILLED -> restartDatabase(fault);
            case DATABASE_FROZEN -> freezeDatabase(fault);
            case DATABASE_DISK_FULL -> fillDisk(fault);
            case DATABASE_SLOW -> weather(victims, new Weather.Slow(Duration.ofMillis(5 + fault.detail())), fault);
            case WORKER_SLOW -> weather(victims, new Weather.Slow(Duration.ofMillis(50 + 3L * fault.detail())), fault);
            case NODE_CUT_OFF, WORKER_CUT_OFF -> weather(victims, new Weather.Cut(), fault);
            case NODE_HALF_OPEN, WORKER_HALF_OPEN -> weather(victims, swallowing(fault), fault);
            case NODE_RESET, WORKER_RESET -> first.reset();
            case NODE_CLOCK, WORKER_CLOCK -> stepClock(first, fault);
        }
    }

    private static void restart(Machine victim, Consumer<Machine> end, Fault fault) {
        end.accept(victim);
        Times.pass(fault.length());
        victim.start();
    }

    /** What a node says of it goes to the log, and what a worker does stands in its witness: so one can see that the step was one. */
    private void stepClock(Machine victim, Fault fault) {
        victim.setClock(fault.step());
        Times.pass(fault.length());
        String seen = system.clockSkew(victim)
                .map(skew -> "and says that it is off by %.1f s".formatted(skew.toMillis() / 1_000.0))
                .orElse("and says nothing of it");
        log.accept("clock %3d  %s is stepped by %d s %s"
                .formatted(fault.number(), victim.name(), fault.step().toSeconds(), seen));
        victim.setClock(Duration.ZERO);
    }

    private static void freeze(Machine victim, Fault fault) {
        victim.freeze();
        Times.pass(fault.length());
        victim.thaw();
    }

    private static void killAll(List<? extends Machine> nodes, Fault fault) {
        nodes.forEach(Machine::kill);
        for (Machine node : nodes) {
            Times.pass(fault.length().dividedBy(nodes.size()));
            node.start();
        }
    }

    private void restartDatabase(Fault fault) {
        system.database().kill();
        Times.pass(fault.length());
        system.database().start();
    }

    private void freezeDatabase(Fault fault) {
        system.database().freeze();
        Times.pass(fault.length());
        system.database().thaw();
    }

    private void fillDisk(Fault fault) {
        system.database().fillDisk();
        Times.pass(fault.length());
        system.database().freeDisk();
    }

    private static void weather(List<? extends Machine> machines, Weather weather, Fault fault) {
        machines.forEach(machine -> machine.become(weather));
        Times.pass(fault.length());
        machines.forEach(machine -> machine.become(Weather.CLEAR));
    }

    /** A third of them there, a third back, the rest both ways. */
    private static Weather swallowing(Fault fault) {
        return new Weather.Swallowing(fault.detail() % 3 != 1, fault.detail() % 3 != 2);
    }

    private List<? extends Machine> victims(Fault fault) {
        return switch (fault.kind().aim()) {
            case NODE -> List.of(system.nodes().get(fault.target()));
            case WORKER -> List.of(system.workers().get(fault.target()));
            case ALL_NODES, DATABASE -> system.nodes();
        };
    }
}
