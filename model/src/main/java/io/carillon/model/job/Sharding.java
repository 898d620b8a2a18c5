package io.carillon.model.job;

import io.carillon.model.json.Json;
import java.util.List;

/**
 * Into which parts each run of a job is split.
 *
 * @param total how many there are; 1 is a run that stays whole
 * @param params what each of them has for itself, by its index; empty if they have the params of the run and nothing else
 */
public record Sharding(int total, List<Json.Obj> params) {

    /** All of them must fit into one batch. */
    public static final int MAX_TOTAL = 1_000;

    /** How many parts a run has at most that falls into parts by what its task finds out. */
    public static final int MAX_MAPPED = 10_000;

    public static final Sharding NONE = into(1);

    public Sharding {
        params = List.copyOf(params);
        if (total < 1 || total > MAX_TOTAL) {
            throw new IllegalArgumentException("shards must be 1 to " + MAX_TOTAL + ", not " + total);
        }
        if (!params.isEmpty() && (total == 1 || params.size() != total)) {
            throw new IllegalArgumentException(total + " shards can't have " + params.size() + " params");
        }
    }

    /** Parts that are told apart by their index alone. */
    public static Sharding into(int total) {
        return new Sharding(total, List.of());
    }

    /** A part for each of these, which override the params of the run. */
    public static Sharding forEach(List<Json.Obj> params) {
        return new Sharding(params.size(), params);
    }

    /** What a part has for itself. */
    public Json.Obj paramsOf(int index) {
        return params.isEmpty() ? Json.Obj.EMPTY : params.get(index);
    }
}
