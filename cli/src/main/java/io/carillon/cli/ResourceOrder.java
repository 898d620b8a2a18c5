package io.carillon.cli;

import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.ResourceName;
import io.carillon.model.job.CalendarSpec;
import io.carillon.model.job.LimitSpec;
import io.carillon.model.job.ResourceDraft;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Puts each calendar behind those that it is made of. A circle stays as it is: the server says what is wrong with it. */
final class ResourceOrder {

    private final Map<ResourceKey, Definitions.Definition<ResourceDraft>> waiting = new LinkedHashMap<>();
    private final List<Definitions.Definition<ResourceDraft>> ordered = new ArrayList<>();

    private ResourceOrder() {}

    static List<Definitions.Definition<ResourceDraft>> of(List<Definitions.Definition<ResourceDraft>> given) {
        var order = new ResourceOrder();
        given.forEach(definition -> order.waiting.put(definition.draft().key(), definition));
        given.forEach(definition -> order.take(definition.draft().key()));
        return order.ordered;
    }

    private void take(ResourceKey key) {
        Definitions.Definition<ResourceDraft> definition = waiting.remove(key);
        if (definition != null) {
            used(definition.draft()).forEach(this::take);
            ordered.add(definition);
        }
    }

    private static Set<ResourceKey> used(ResourceDraft draft) {
        var keys = new TreeSet<ResourceKey>();
        switch (draft.spec()) {
            case CalendarSpec calendar ->
                calendar.uses()
                        .forEach(name -> keys.add(new ResourceKey(
                                ResourceKind.CALENDAR, draft.key().namespace(), new ResourceName(name))));
            case LimitSpec _ -> {}
        }
        return keys;
    }
}
