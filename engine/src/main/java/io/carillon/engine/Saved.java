package io.carillon.engine;

import io.carillon.model.json.Json;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the attempts of a run have left for those that come after them.
 *
 * @param byStep what each step came to, by its name; the checkpoint stands under {@link #CHECKPOINT}
 */
public record Saved(SortedMap<String, Json> byStep) {

    /** No step has this name: it stands for how far the run is. */
    public static final String CHECKPOINT = "";

    /** How many steps of a run are kept. */
    public static final int MOST_STEPS = 100;

    public static final Saved NOTHING = new Saved(new TreeMap<>());

    public Saved {
        byStep = Collections.unmodifiableSortedMap(new TreeMap<>(byStep));
    }

    /** One thing that is left: what a step came to, or a checkpoint. */
    public record Entry(String step, Json value) {

        public boolean isStep() {
            return !step.equals(CHECKPOINT);
        }
    }
}
