package io.carillon.engine.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Several nodes over one store and one clock: time passes for all of them, or for all but those that are paused. */
public final class TestingCluster {

    private final TestingClock clock;
    private final List<TestingNode> nodes = new ArrayList<>();
    private final List<TestingNode> paused = new ArrayList<>();

    public TestingCluster(TestingClock clock) {
        this.clock = clock;
    }

    public TestingNode add(TestingNode node) {
        nodes.add(node);
        return node;
    }

    /** The node's process stands still: it hears and does nothing until it goes on. */
    public void pause(TestingNode node) {
        paused.add(node);
    }

    public void goOn(TestingNode node) {
        paused.remove(node);
        node.tick();
    }

    /** Lets time pass, stopping wherever one of the nodes asked to be woken. */
    public void advance(Duration span) {
        Instant target = clock.instant().plus(span);
        for (Optional<TestingNode> next = next(target); next.isPresent(); next = next(target)) {
            Instant wakeUp = next.get().wakeUp().orElseThrow();
            clock.set(wakeUp.isAfter(clock.instant()) ? wakeUp : clock.instant());
            next.get().tick();
        }
        clock.set(target);
        nodes.stream().filter(this::isAwake).forEach(TestingNode::tick);
    }

    private Optional<TestingNode> next(Instant target) {
        return nodes.stream()
                .filter(this::isAwake)
                .filter(node -> node.wakeUp().filter(at -> !at.isAfter(target)).isPresent())
                .min(Comparator.comparing(node -> node.wakeUp().orElseThrow()));
    }

    private boolean isAwake(TestingNode node) {
        return !node.crashed() && !paused.contains(node);
    }
}
