package io.carillon.cli;

import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.job.JobDraft;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * In which order definitions are sent: a job that makes up for another's failures goes before that other one, because a server
 * accepts no name that it does not know. Apart from that they keep their order.
 */
final class ApplyOrder {

    private final Map<JobKey, Definitions.Definition<JobDraft>> given = new LinkedHashMap<>();
    private final SequencedSet<JobKey> ordered = new LinkedHashSet<>();

    private ApplyOrder(List<Definitions.Definition<JobDraft>> definitions) {
        definitions.forEach(definition -> given.put(definition.draft().key(), definition));
    }

    static List<Definitions.Definition<JobDraft>> of(List<Definitions.Definition<JobDraft>> definitions) {
        var order = new ApplyOrder(definitions);
        definitions.forEach(definition -> order.add(definition.draft().key()));
        return order.ordered.stream()
                .map(key -> Objects.requireNonNull(order.given.get(key)))
                .toList();
    }

    /** The chain of a job ends first; one that leads back is left to the server, which says what is wrong with it. */
    private void add(JobKey key) {
        var chain = new LinkedHashSet<JobKey>();
        JobKey next = key;
        while (next != null && chain.add(next)) {
            next = compensation(next);
        }
        ordered.addAll(new ArrayList<>(chain).reversed());
    }

    /** The job that makes up for this one, if it is among those that were given. */
    private @Nullable JobKey compensation(JobKey key) {
        Definitions.Definition<JobDraft> definition = given.get(key);
        JobName named = definition == null ? null : definition.draft().spec().onFailure();
        var compensation = named == null ? null : new JobKey(key.namespace(), named);
        return compensation != null && given.containsKey(compensation) ? compensation : null;
    }
}
