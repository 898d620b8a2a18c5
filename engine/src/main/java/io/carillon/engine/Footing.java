package io.carillon.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The batches that something rests on: of each lane the last is enough, because the batches of a lane become durable in their order.
 *
 * @param batches at most one of each lane
 */
record Footing(List<Batch.Id> batches) {

    static final Footing NONE = new Footing(List.of());

    static Footing of(Batch.Id batch) {
        return new Footing(List.of(batch));
    }

    /** This and another one. */
    Footing with(Footing other) {
        if (batches.isEmpty() || other.covers(this)) {
            return other;
        }
        Footing both = this;
        for (Batch.Id batch : other.batches) {
            both = both.with(batch);
        }
        return both;
    }

    /** Whether it is of the same one lane, and no earlier. */
    private boolean covers(Footing former) {
        if (batches.size() != 1 || former.batches.size() != 1) {
            return false;
        }
        Batch.Id mine = batches.getFirst();
        Batch.Id its = former.batches.getFirst();
        return mine.lane() == its.lane() && mine.number() >= its.number();
    }

    private Footing with(Batch.Id batch) {
        for (int i = 0; i < batches.size(); i++) {
            Batch.Id known = batches.get(i);
            if (known.lane() == batch.lane()) {
                return known.number() >= batch.number() ? this : replaced(i, batch);
            }
        }
        var more = new ArrayList<>(batches);
        more.add(batch);
        return new Footing(List.copyOf(more));
    }

    private Footing replaced(int place, Batch.Id batch) {
        if (batches.size() == 1) {
            return of(batch);
        }
        var changed = new ArrayList<>(batches);
        changed.set(place, batch);
        return new Footing(List.copyOf(changed));
    }
}
