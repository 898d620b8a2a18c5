package io.carillon.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Event;
import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingResource;
import io.carillon.engine.testing.TestingStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceWatchTest {

    private final TestingClock clock = new TestingClock(Instant.parse("2027-01-01T00:00:00Z"));
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode owner = TestingNode.started(store, clock);
    private final List<Event> told = new ArrayList<>();
    private final ResourceWatch watch = new ResourceWatch(store, told::add);

    @Test
    void every_change_is_told_once_with_all_that_there_is() {
        var one = owner.put(TestingResource.limit("one", 1));
        watch.look();
        watch.look();
        var two = owner.put(TestingResource.limit("two", 1));
        watch.look();
        owner.delete(one.key());
        watch.look();

        assertThat(told)
                .containsExactly(
                        new Event.ResourcesRead(List.of(one)),
                        new Event.ResourcesRead(List.of(one, two)),
                        new Event.ResourcesRead(List.of(two)));
    }

    @Test
    void after_a_minute_of_silence_all_is_told_again() {
        var one = owner.put(TestingResource.limit("one", 1));
        watch.look();
        told.clear();

        for (int look = 0; look < 119; look++) {
            watch.look();
        }

        assertThat(told).containsExactly(new Event.ResourcesRead(List.of(one)));
    }
}
