package io.carillon.simulation;

import io.carillon.engine.testing.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Who can reach whom, one way at a time, and how long that takes. */
final class Network {

    private final Timeline timeline;
    private final Chance chance;
    private final TreeSet<String> cuts = new TreeSet<>();
    private final List<Runnable> onHealing = new ArrayList<>();
    private Duration slowest = Duration.ofMillis(2);

    Network(Timeline timeline, Chance chance) {
        this.timeline = timeline;
        this.chance = chance;
    }

    boolean isCut(String from, String to) {
        return cuts.contains(from + ">" + to);
    }

    void cut(String from, String to) {
        cuts.add(from + ">" + to);
    }

    /** What waited for the way to be open goes on. */
    void mend(String from, String to) {
        if (cuts.remove(from + ">" + to)) {
            List.copyOf(onHealing).forEach(Runnable::run);
        }
    }

    void mendAll() {
        cuts.clear();
        List.copyOf(onHealing).forEach(Runnable::run);
    }

    void onHealing(Runnable action) {
        onHealing.add(action);
    }

    void forget(Runnable action) {
        onHealing.remove(action);
    }

    /** From now on a message takes up to this long. */
    void setSlowest(Duration span) {
        slowest = span;
    }

    /** Most messages are quick. */
    Duration delay() {
        Duration most = chance.in(0.9) ? Duration.ofMillis(1) : slowest;
        return chance.between(Duration.ofNanos(50_000), most);
    }

    Timeline timeline() {
        return timeline;
    }
}
