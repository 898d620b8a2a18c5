package io.carillon.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.v1.feed.FeedWire;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much is begun at once, and in which order. */
class FeedRoomTest {

    private final List<Long> begun = new ArrayList<>();
    private final FeedRoom room = new FeedRoom(10, 1_000);

    @Test
    void what_fits_begins_at_once() {
        enter(batch(1, 6));
        enter(batch(2, 4));

        assertThat(begun).containsExactly(1L, 2L);
    }

    @Test
    void what_does_not_fit_waits_until_enough_has_been_answered() {
        var first = enter(batch(1, 6));
        var second = enter(batch(2, 4));
        enter(batch(3, 10));

        room.leave(second);
        assertThat(begun).containsExactly(1L, 2L);
        room.leave(first);

        assertThat(begun).containsExactly(1L, 2L, 3L);
    }

    @Test
    void nobody_is_overtaken_by_something_smaller() {
        var first = enter(batch(1, 6));
        enter(batch(2, 5));
        enter(batch(3, 1));
        assertThat(begun).containsExactly(1L);

        room.leave(first);

        assertThat(begun).containsExactly(1L, 2L, 3L);
    }

    @Test
    void bytes_count_as_well_as_runs() {
        var first = enter(heavy(1, 600));
        enter(heavy(2, 600));
        assertThat(begun).containsExactly(1L);

        room.leave(first);

        assertThat(begun).containsExactly(1L, 2L);
    }

    @Test
    void what_is_larger_than_the_room_goes_alone() {
        var large = enter(batch(1, 11));
        enter(batch(2, 1));
        assertThat(begun).containsExactly(1L);

        room.leave(large);

        assertThat(begun).containsExactly(1L, 2L);
    }

    private FeedWire.Batch enter(FeedWire.Batch batch) {
        room.enter(batch, () -> begun.add(batch.getNumber()));
        return batch;
    }

    private static FeedWire.Batch batch(long number, int runs) {
        return FeedWire.Batch.newBuilder()
                .setNumber(number)
                .addAllRuns(Collections.nCopies(runs, FeedWire.Run.getDefaultInstance()))
                .build();
    }

    private static FeedWire.Batch heavy(long number, int bytes) {
        return FeedWire.Batch.newBuilder()
                .setNumber(number)
                .setParamsJson("x".repeat(bytes))
                .build();
    }
}
