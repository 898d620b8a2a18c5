package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Batches of several lanes: what waits for what. */
class GroupCommitTest {

    private static final Instant NOW = Instant.parse("2027-03-01T00:00:00Z");
    private static final Partition EVEN = new Partition(0);
    private static final Partition ODD = new Partition(1);
    private static final Effect TOLD = new Effect.Tell(new Note.PartitionLost(EVEN));

    private final GroupCommit commit =
            new GroupCommit(new NodeId("one"), 1, Settings.DEFAULT.inLanes(2), _ -> new Epoch(1));

    @Test
    void each_lane_has_a_batch_under_way() {
        commit.write(release(EVEN));
        List<CommitBatch> first = drained();
        commit.write(release(ODD));
        commit.write(release(EVEN));

        List<CommitBatch> second = drained();

        assertThat(first).singleElement().matches(batch -> batch.lane() == 0 && batch.number() == 1);
        assertThat(second).singleElement().matches(batch -> batch.lane() == 1 && batch.number() == 1);
        assertThat(committed(second.getFirst())).isEmpty();
        assertThat(committed(first.getFirst())).singleElement().matches(batch -> batch.lane() == 0);
    }

    @Test
    void what_belongs_to_no_partition_goes_the_first_way() {
        commit.write(new Write.PutApp(new AppName("shop"), NOW));

        assertThat(drained()).singleElement().matches(batch -> batch.lane() == 0);
    }

    @Test
    void an_effect_that_rests_on_two_lanes_waits_for_both() {
        commit.write(release(EVEN));
        commit.write(release(ODD));
        commit.afterAll(TOLD);
        List<CommitBatch> sent = drained();

        List<Effect> afterOne = ended(sent.getFirst(), CommitOutcome.Committed.WHOLE);
        List<Effect> afterBoth = ended(sent.getLast(), CommitOutcome.Committed.WHOLE);

        assertThat(afterOne).isEmpty();
        assertThat(afterBoth).containsExactly(TOLD);
    }

    @Test
    void an_effect_of_a_lost_partition_does_not_leave_whichever_lane_says_so_first() {
        for (int lane = 0; lane < 2; lane++) {
            commit.write(release(EVEN));
            commit.write(release(ODD));
            commit.afterAll(EVEN, new Effect.Answer(new CommandId(lane), new Reply.AppDeclared(new AppName("shop"))));
            List<CommitBatch> sent = drained();

            List<Effect> effects = new ArrayList<>(ended(sent.get(lane), lost(sent.get(lane))));
            effects.addAll(ended(sent.get(1 - lane), lost(sent.get(1 - lane))));

            assertThat(effects).containsExactly(new Effect.Answer(new CommandId(lane), Reply.notOwner(EVEN)));
        }
    }

    @Test
    void whoever_waits_in_two_lanes_is_refused_once() {
        commit.write(release(EVEN));
        commit.write(release(ODD));
        drained();
        commit.write(release(EVEN));
        commit.write(release(ODD));
        commit.afterAll(EVEN, new Effect.Answer(new CommandId(1), new Reply.AppDeclared(new AppName("shop"))));

        commit.forget(EVEN);

        assertThat(commit.drain(NOW)).containsExactly(new Effect.Answer(new CommandId(1), Reply.notOwner(EVEN)));
    }

    @Test
    void what_rests_on_another_lane_is_sent_when_that_is_durable() {
        commit.write(release(ODD));
        Footing first = commit.write(release(EVEN));
        List<CommitBatch> sent = drained();
        committed(sent.getLast());
        commit.rest(ODD, first);
        commit.write(release(ODD));

        List<CommitBatch> meanwhile = drained();

        assertThat(meanwhile).isEmpty();
        assertThat(committed(sent.getFirst())).singleElement().matches(batch -> batch.lane() == 1);
    }

    @Test
    void lanes_that_rest_on_each_other_take_turns() {
        Footing even = commit.write(release(EVEN));
        Footing odd = commit.write(release(ODD));
        List<CommitBatch> sent = drained();
        commit.rest(ODD, even);
        Footing second = commit.write(move(ODD, 2));
        commit.rest(EVEN, odd);
        commit.write(move(EVEN, 2));
        commit.drain(NOW);
        commit.rest(EVEN, second);
        Footing third = commit.write(move(EVEN, 3));
        commit.drain(NOW);
        commit.rest(ODD, third);
        commit.write(move(ODD, 4));
        commit.drain(NOW);

        var order = new ArrayList<Long>();
        List<CommitBatch> next = new ArrayList<>(sent);
        while (!next.isEmpty()) {
            CommitBatch batch = next.removeFirst();
            batch.writes().stream()
                    .filter(Write.MovePartition.class::isInstance)
                    .forEach(move -> order.add(((Write.MovePartition) move).lastId()));
            next.addAll(committed(batch));
        }

        assertThat(order).containsExactly(2L, 3L, 4L);
        assertThat(commit.idle()).isTrue();
    }

    @Test
    void what_a_step_has_begun_to_write_stays_together() {
        Footing even = commit.write(release(EVEN));
        commit.drain(NOW);
        commit.write(release(ODD));
        Footing later = commit.write(move(EVEN, 2));

        assertThat(commit.mayRest(even)).isTrue();
        assertThat(commit.mayRest(later)).isFalse();
        assertThatThrownBy(() -> commit.rest(ODD, later)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_batch_of_which_nothing_is_left_keeps_nobody_waiting() {
        Footing forgotten = commit.write(release(EVEN));
        commit.rest(ODD, forgotten);
        commit.write(release(ODD));
        commit.afterAll(TOLD);
        commit.forget(EVEN);

        List<Effect> effects = commit.drain(NOW);

        assertThat(effects).singleElement().isInstanceOf(Effect.Commit.class);
        assertThat(ended(((Effect.Commit) effects.getFirst()).batch(), CommitOutcome.Committed.WHOLE))
                .containsExactly(TOLD);
        assertThat(commit.idle()).isTrue();
    }

    @Test
    void each_lane_is_tried_again_and_looked_up_by_itself() {
        commit.write(release(EVEN));
        commit.write(release(ODD));
        List<CommitBatch> sent = drained();
        ended(sent.getFirst(), new CommitOutcome.Unknown("gone"));
        ended(sent.getLast(), new CommitOutcome.NotCommitted("full"));

        List<Effect> again = commit.drain(NOW.plus(Settings.DEFAULT.commitRetry()));

        assertThat(again).containsExactly(new Effect.Resolve(sent.getFirst()), new Effect.Commit(sent.getLast()));
    }

    @Test
    void the_store_is_behind_when_one_lane_is() {
        Footing first = commit.write(release(EVEN));
        commit.drain(NOW);
        for (int i = 1; i <= 25_000; i++) {
            assertThat(commit.isBehind()).isFalse();
            commit.write(new Write.DropPlan(EVEN, new RunId(i)));
        }

        assertThat(commit.isBehind()).isTrue();
        assertThat(commit.isDurable(first)).isFalse();
    }

    @Test
    void a_footing_keeps_the_last_batch_of_each_lane() {
        Footing first = Footing.of(new Batch.Id(0, 1));
        Footing other = Footing.of(new Batch.Id(1, 1));
        Footing second = Footing.of(new Batch.Id(0, 2));

        assertThat(first.with(second)).isSameAs(second);
        assertThat(second.with(first)).isSameAs(second);
        assertThat(first.with(other).with(second).batches()).containsExactly(new Batch.Id(0, 2), new Batch.Id(1, 1));
        assertThat(Footing.NONE.with(first)).isSameAs(first);
        assertThat(commit.isDurable(Footing.NONE)).isTrue();
    }

    private List<CommitBatch> drained() {
        return commits(commit.drain(NOW));
    }

    private List<CommitBatch> committed(CommitBatch batch) {
        return commits(ended(batch, CommitOutcome.Committed.WHOLE));
    }

    private List<Effect> ended(CommitBatch batch, CommitOutcome outcome) {
        commit.ended(Event.CommitEnded.of(batch, outcome), NOW);
        return commit.drain(NOW).stream()
                .filter(effect -> !(effect instanceof Effect.Tell tell && tell.note() instanceof Note.CommitFailed))
                .toList();
    }

    private static CommitOutcome lost(CommitBatch batch) {
        return new CommitOutcome.Committed(batch.fence().containsKey(EVEN) ? Set.of(EVEN) : Set.of());
    }

    private static List<CommitBatch> commits(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Commit.class::isInstance)
                .map(effect -> ((Effect.Commit) effect).batch())
                .toList();
    }

    private static Write release(Partition partition) {
        return new Write.ReleasePartition(partition, NOW, true);
    }

    private static Write move(Partition partition, long lastId) {
        return new Write.MovePartition(partition, NOW, lastId);
    }
}
