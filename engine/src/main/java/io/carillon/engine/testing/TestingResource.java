package io.carillon.engine.testing;

import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.job.CalendarRule;
import io.carillon.model.job.CalendarSpec;
import io.carillon.model.job.LimitSpec;
import io.carillon.model.job.ResourceDraft;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Resources of the namespace {@code default} in the words of a test. */
public final class TestingResource {

    private TestingResource() {}

    public static ResourceDraft calendar(String name, CalendarRule... rules) {
        var key = ResourceKey.of(ResourceKind.CALENDAR, "default", name);
        return new ResourceDraft(key, Map.of(), new CalendarSpec(name, List.of(rules)));
    }

    /** A limit of how many runs may be under way at once. */
    public static ResourceDraft limit(String name, int concurrent) {
        return limit(name, new LimitSpec(Optional.of(concurrent), Optional.empty(), Optional.empty()));
    }

    public static ResourceDraft limit(String name, LimitSpec spec) {
        return new ResourceDraft(ResourceKey.of(ResourceKind.LIMIT, "default", name), Map.of(), spec);
    }
}
