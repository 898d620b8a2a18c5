package io.carillon.testkit;

import static io.carillon.testkit.Samples.ANY_CHARACTERS;
import static io.carillon.testkit.Samples.P1;
import static io.carillon.testkit.Samples.P2;
import static io.carillon.testkit.Samples.T0;
import static io.carillon.testkit.Samples.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Catalog;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.model.AppName;
import io.carillon.model.Namespace;
import io.carillon.model.Partition;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.job.Breaker;
import io.carillon.model.job.CalendarRule;
import io.carillon.model.job.CalendarRule.Effect;
import io.carillon.model.job.CalendarSpec;
import io.carillon.model.job.LimitSpec;
import io.carillon.model.job.RateLimit;
import io.carillon.model.job.Resource;
import io.carillon.model.job.ResourceSpec;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link Store} does with resources, and every {@link Catalog} shows of them. */
public abstract class ResourceContract {

    private Store store;
    private Owner owner;

    /** Makes an empty store; asked for once before each test. */
    protected abstract Store open();

    /** What people read of the store that was made last. */
    protected abstract Catalog catalog();

    @BeforeEach
    void take() {
        store = open();
        owner = new Owner(store, "node-1");
        owner.take(P1, P2);
    }

    static Stream<ResourceSpec> specs() {
        return Stream.of(
                new CalendarSpec(
                        "it",
                        List.of(
                                new CalendarRule.Weekdays(Effect.INCLUDE, Set.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY)),
                                new CalendarRule.Dates(
                                        Effect.EXCLUDE, Set.of(LocalDate.of(2027, 1, 1), LocalDate.of(2096, 2, 29))),
                                new CalendarRule.Hours(Effect.EXCLUDE, LocalTime.of(22, 0), LocalTime.of(5, 30, 1)),
                                new CalendarRule.Period(
                                        Effect.INCLUDE,
                                        LocalDateTime.of(2027, 2, 1, 0, 0),
                                        LocalDateTime.of(2027, 2, 8, 23, 59, 59, 1_000)),
                                new CalendarRule.Use(Effect.EXCLUDE, "other"))),
                new LimitSpec(Optional.of(5), Optional.empty(), Optional.empty()),
                new LimitSpec(
                        Optional.of(1),
                        Optional.of(new RateLimit(100, Duration.ofMinutes(1))),
                        Optional.of(new Breaker(0.25, 10, Duration.ofSeconds(30)))));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void a_resource_is_read_as_it_was_written(ResourceSpec spec) {
        ResourceKey key = ResourceKey.of(spec.kind(), "default", "it");
        var resource = new Resource(key, 7, Map.of("note", ANY_CHARACTERS), spec, T0);

        owner.write(new Write.PutResource(P1, resource));

        assertThat(catalog().resource(key)).contains(resource);
        assertThat(store.resources()).containsExactly(resource);
    }

    @Test
    void a_resource_is_found_until_it_is_deleted_and_its_name_is_free_then() {
        Resource first = limit("one", 1, 1);
        Resource again = limit("one", 1, 9);
        owner.write(put(P1, first));
        owner.write(new Write.DeleteResource(P1, first.key(), at(1)));
        Optional<Resource> deleted = catalog().resource(first.key());
        List<Resource> left = store.resources();
        owner.write(put(P1, again));

        assertThat(deleted).isEmpty();
        assertThat(left).isEmpty();
        assertThat(catalog().resource(first.key())).contains(again);
    }

    @Test
    void the_latest_of_several_changes_in_one_batch_is_what_stays() {
        owner.write(put(P1, limit("one", 1, 1)), put(P1, limit("one", 2, 2)), put(P1, limit("two", 1, 1)));
        owner.write(
                new Write.DeleteResource(P1, limit("two", 1, 1).key(), at(1)),
                put(P1, limit("two", 1, 5)),
                new Write.DeleteResource(P1, limit("one", 1, 1).key(), at(1)));

        assertThat(listed(Optional.empty(), 10)).containsExactly(limit("two", 1, 5));
    }

    @Test
    void all_resources_are_read_in_the_order_of_their_keys_wherever_they_live() {
        owner.write(put(P1, limit("b", 1, 1)), put(P2, limit("a", 1, 1)), put(P1, limit("B", 1, 1)));
        owner.write(put(P1, calendar("z")));

        assertThat(store.resources())
                .containsExactly(calendar("z"), limit("B", 1, 1), limit("a", 1, 1), limit("b", 1, 1));
    }

    @Test
    void a_writer_that_lost_the_partition_changes_no_resource() {
        owner.write(put(P1, limit("one", 1, 1)));
        var other = new Owner(store, "node-2");
        other.takeOne(P1);

        CommitOutcome outcome = owner.commit(
                put(P1, limit("one", 2, 2)),
                new Write.DeleteResource(P1, limit("one", 1, 1).key(), at(1)),
                put(P2, limit("two", 1, 1)));

        assertThat(outcome).isEqualTo(new CommitOutcome.Committed(Set.of(P1)));
        assertThat(listed(Optional.empty(), 10)).containsExactly(limit("one", 1, 1), limit("two", 1, 1));
    }

    @Test
    void resources_are_listed_by_name_page_by_page_within_their_kind_and_namespace() {
        List<Resource> limits =
                Stream.of("B", "a", "a-1", "b").map(name -> limit(name, 1, 1)).toList();
        limits.forEach(limit -> owner.write(put(P1, limit)));
        owner.write(put(P2, calendar("aa")));
        var foreign = new Resource(
                ResourceKey.of(ResourceKind.LIMIT, "bank", "aa"),
                1,
                Map.of(),
                limit("aa", 1, 1).spec(),
                T0);
        owner.write(put(P2, foreign));

        assertThat(listed(Optional.empty(), 3)).containsExactlyElementsOf(limits.subList(0, 3));
        assertThat(listed(Optional.of("a-1"), 3)).containsExactly(limits.get(3));
        assertThat(listed(Optional.of("b"), 3)).isEmpty();
        assertThat(catalog().resources(ResourceKind.CALENDAR, Namespace.DEFAULT, Optional.empty(), 10))
                .containsExactly(calendar("aa"));
    }

    @Test
    void the_revision_rises_with_every_change_and_with_nothing_else() {
        long before = store.resourceRevision();
        owner.write(put(P1, limit("a", 1, 1)));
        long made = store.resourceRevision();
        owner.write(put(P1, limit("a", 2, 2)));
        long changed = store.resourceRevision();
        owner.write(new Write.DeleteResource(P1, limit("a", 2, 2).key(), at(1)));
        long deleted = store.resourceRevision();
        owner.write(new Write.DeleteResource(P1, limit("a", 2, 2).key(), at(1)));
        owner.write(new Write.PutApp(new AppName("shop"), T0));
        long same = store.resourceRevision();
        owner.write(put(P1, limit("a", 1, 1)));

        assertThat(List.of(before, made, changed, deleted, store.resourceRevision()))
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(same).isEqualTo(deleted);
    }

    private List<Resource> listed(Optional<String> afterName, int limit) {
        return catalog().resources(ResourceKind.LIMIT, Namespace.DEFAULT, afterName, limit);
    }

    private static Write put(Partition home, Resource resource) {
        return new Write.PutResource(home, resource);
    }

    private static Resource limit(String name, int version, int concurrent) {
        var spec = new LimitSpec(Optional.of(concurrent), Optional.empty(), Optional.empty());
        return new Resource(ResourceKey.of(ResourceKind.LIMIT, "default", name), version, Map.of(), spec, T0);
    }

    private static Resource calendar(String name) {
        var spec = new CalendarSpec(
                name, List.of(new CalendarRule.Dates(Effect.EXCLUDE, Set.of(LocalDate.of(2027, 1, 1)))));
        return new Resource(ResourceKey.of(ResourceKind.CALENDAR, "default", name), 1, Map.of(), spec, T0);
    }
}
