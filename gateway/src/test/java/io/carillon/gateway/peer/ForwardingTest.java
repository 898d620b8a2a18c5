package io.carillon.gateway.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Command;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.Reply;
import io.carillon.gateway.peer.PeerLine.Word;
import io.carillon.model.Epoch;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a node does with what another one owns. */
class ForwardingTest {

    private static final NodeId SELF = new NodeId("node-a");
    private static final NodeId OTHER = new NodeId("node-b");
    private static final NodeId NEXT = new NodeId("node-c");
    private static final JobKey JOB = JobKey.of("default", "nightly");
    private static final Partition HOME = Partition.of(JOB, 256);
    private static final Command PAUSE = new Command.PauseJob(JOB);
    private static final Command TRIGGER = new Command.TriggerJob(JOB, Json.Obj.EMPTY, null, null, null);
    private static final Reply DONE = new Reply.JobDeleted(JOB);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Deque<Word> words = new ArrayDeque<>();
    private final Deque<Reply> own = new ArrayDeque<>();
    private final Deque<Runnable> news = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final Whereabouts whereabouts = new Whereabouts(() -> {
        if (!news.isEmpty()) {
            news.poll().run();
        }
    });
    private long ticks;

    private final Forwarding forwarding = new Forwarding(
            SELF,
            256,
            (_, _) -> {
                asked.add("self");
                return own.remove();
            },
            whereabouts,
            (peer, address, _, _) -> {
                asked.add(peer + " at " + address);
                return words.remove();
            },
            () -> ticks);

    @Test
    void what_another_node_owns_is_asked_there() throws Exception {
        owner(OTHER);
        words.add(new Word.Answered(DONE));

        assertThat(forwarding.ask(PAUSE, PATIENCE)).isEqualTo(DONE);
        assertThat(asked).containsExactly("node-b at host-b:9090");
    }

    @Test
    void what_this_node_owns_or_nobody_is_said_to_own_it_answers_by_itself() throws Exception {
        own.add(DONE);
        own.add(DONE);

        forwarding.ask(PAUSE, PATIENCE);
        owner(SELF);
        forwarding.ask(PAUSE, PATIENCE);

        assertThat(asked).containsExactly("self", "self");
    }

    @Test
    void while_a_partition_changes_hands_it_waits_and_asks_the_next_owner() throws Exception {
        owner(OTHER);
        words.add(new Word.Answered(Reply.notOwner(HOME)));
        words.add(new Word.Answered(DONE));
        news.add(() -> owner(NEXT));

        assertThat(forwarding.ask(TRIGGER, PATIENCE)).isEqualTo(DONE);
        assertThat(asked).containsExactly("node-b at host-b:9090", "node-c at host-c:9090");
    }

    @Test
    void a_command_that_never_left_is_asked_of_whoever_takes_over_from_the_dead() throws Exception {
        owner(OTHER);
        words.add(new Word.NotReached("connection refused"));
        own.add(DONE);
        news.add(() -> owner(SELF));

        assertThat(forwarding.ask(TRIGGER, PATIENCE)).isEqualTo(DONE);
        assertThat(asked).containsExactly("node-b at host-b:9090", "self");
    }

    @Test
    void nobody_is_told_what_became_of_a_command_whose_answer_was_lost() throws Exception {
        owner(OTHER);
        words.add(new Word.Lost("the connection broke"));

        Reply reply = forwarding.ask(TRIGGER, PATIENCE);

        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("not-yet-durable"));
        assertThat(asked).hasSize(1);
    }

    @Test
    void what_does_no_harm_a_second_time_is_asked_again_when_its_answer_was_lost() throws Exception {
        owner(OTHER);
        words.add(new Word.Lost("the connection broke"));
        words.add(new Word.Answered(DONE));
        news.add(() -> owner(NEXT));

        assertThat(forwarding.ask(new Command.LookedUp(keyed(), Instant.EPOCH), PATIENCE))
                .isEqualTo(DONE);
        assertThat(asked).hasSize(2);
    }

    @Test
    void whoever_has_no_patience_left_is_told_that_nothing_has_happened() throws Exception {
        owner(OTHER);
        words.add(new Word.NotReached("connection refused"));
        news.add(() -> {});

        Forwarding impatient = new Forwarding(
                SELF,
                256,
                (_, _) -> DONE,
                whereabouts,
                (_, _, _, _) -> {
                    ticks += PATIENCE.toNanos();
                    return words.remove();
                },
                () -> ticks);

        assertThat(impatient.ask(TRIGGER, PATIENCE))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("owner-unreachable"));
    }

    @Test
    void whoever_has_lost_patience_while_waiting_hears_of_the_last_try_and_nobody_is_asked_in_no_time()
            throws Exception {
        owner(OTHER);
        words.add(new Word.NotReached("connection refused"));
        news.add(() -> ticks += PATIENCE.toNanos());

        assertThat(forwarding.ask(TRIGGER, PATIENCE))
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.message()).contains("connection refused"));
        assertThat(asked).hasSize(1);
    }

    private static Command keyed() {
        return new Command.TriggerJob(JOB, Json.Obj.EMPTY, null, "a-key", null);
    }

    private void owner(NodeId node) {
        var addresses = new TreeMap<NodeId, String>();
        addresses.put(SELF, "host-a:9090");
        addresses.put(OTHER, "host-b:9090");
        addresses.put(NEXT, "host-c:9090");
        var status = new PartitionStatus(HOME, node, new Epoch(1), Instant.EPOCH);
        whereabouts.see(ClusterView.of(addresses, List.of(status)));
    }
}
