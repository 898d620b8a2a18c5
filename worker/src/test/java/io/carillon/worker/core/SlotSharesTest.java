package io.carillon.worker.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.v1.Credit;
import io.carillon.protocol.v1.CreditAck;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the slots of a worker are shared out among nodes, which hear of it late and have sent attempts meanwhile. */
class SlotSharesTest {

    private final List<Node> nodes = new ArrayList<>();
    private SlotShares shares = new SlotShares(8);
    private int slots = 8;
    private int occupied;

    /** A node at the other end of two lines that take their time: what is said on them is heard when the test says so. */
    private final class Node {

        private final SlotShare share = new SlotShare();
        private final Queue<Runnable> toNode = new ArrayDeque<>();
        private final Queue<Runnable> toWorker = new ArrayDeque<>();
        private long granted;
        private long sent;
        private long arrived;
        private int backlog;
        private int told;

        private Node() {
            nodes.add(this);
        }

        private void hear(Credit credit) {
            granted = Math.max(credit.getGranted(), sent);
            long counts = granted;
            if (credit.getConfirm()) {
                var ack = CreditAck.newBuilder()
                        .setRevision(credit.getRevision())
                        .setGranted(counts)
                        .build();
                toWorker.add(() -> share.confirmed(ack));
            }
            send();
        }

        /** Some runs become due. */
        private void due(int runs) {
            backlog += runs;
            send();
        }

        private void send() {
            for (; backlog > 0 && sent < granted; backlog--) {
                long all = ++sent;
                toWorker.add(() -> {
                    share.received(all);
                    arrived = all;
                    occupied++;
                });
            }
            if ((backlog == 0) != (told == 0)) {
                int waiting = backlog;
                told = waiting;
                toWorker.add(() -> share.wanted(waiting));
            }
        }

        private void say() {
            share.news(true).ifPresent(credit -> toNode.add(() -> hear(credit)));
        }

        private boolean isQuiet() {
            return toNode.isEmpty() && toWorker.isEmpty();
        }
    }

    @Test
    void who_is_alone_has_all() {
        var only = new Node();

        settle();

        assertThat(only.granted).isEqualTo(8);
    }

    @Test
    void idle_slots_are_spread_evenly() {
        nodes(3);

        settle();

        assertThat(nodes).extracting(node -> node.share.unused()).containsExactlyInAnyOrder(3, 3, 2);
    }

    @Test
    void a_node_that_comes_later_has_its_part() {
        nodes(2);
        settle();

        var third = new Node();
        settle();

        assertThat(third.share.unused()).isGreaterThanOrEqualTo(2);
        assertThat(nodes.stream().mapToInt(node -> node.share.unused()).sum()).isEqualTo(8);
    }

    @Test
    void all_slots_go_where_the_runs_are() {
        nodes(3);
        settle();

        nodes.get(1).due(20);
        settle();

        assertThat(occupied).isEqualTo(8);
        assertThat(nodes.get(1).sent).isEqualTo(8);
    }

    @Test
    void nodes_that_want_more_than_there_is_have_equal_parts() {
        nodes(2);
        settle();
        nodes.forEach(node -> node.due(1_000));
        settle();

        for (int i = 0; i < 400; i++) {
            occupied--;
            settle();
        }

        assertThat(nodes.get(0).sent).isBetween(200L, 208L);
        assertThat(nodes.get(1).sent).isBetween(200L, 208L);
    }

    @Test
    void the_only_slot_goes_from_node_to_node() {
        slots = 1;
        shares = new SlotShares(1);
        nodes(3);
        settle();

        for (int i = 0; i < 30; i++) {
            nodes.get(i % 3).due(1);
            settle();
            assertThat(occupied).as("run " + i).isEqualTo(1);
            occupied--;
            settle();
        }
    }

    @Test
    void slots_stay_where_they_are_while_nobody_wants_them() {
        nodes(3);
        settle();
        nodes.get(0).due(3);
        settle();
        occupied = 0;
        settle();
        var before = nodes.stream().map(node -> node.granted).toList();

        for (int i = 0; i < 10; i++) {
            settle();
        }

        assertThat(nodes).extracting(node -> node.granted).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whatever_comes_late_there_are_never_more_attempts_than_slots_and_in_the_end_none_waits_beside_an_idle_one(
            long seed) {
        var random = new Random(seed);
        slots = 1 + random.nextInt(9);
        shares = new SlotShares(slots);
        nodes(1 + random.nextInt(4));
        for (int i = 0; i < 3_000; i++) {
            happens(random);
            balance();
            assertThat(mayCome() + occupied).as("step " + i).isLessThanOrEqualTo(slots);
        }

        settle();

        int backlog = nodes.stream().mapToInt(node -> node.backlog).sum();
        assertThat(backlog == 0 || occupied == slots)
                .as("backlog " + backlog + ", occupied " + occupied + " of " + slots)
                .isTrue();
    }

    private void happens(Random random) {
        var node = nodes.get(random.nextInt(nodes.size()));
        switch (random.nextInt(5)) {
            case 0 -> hearOne(node.toNode);
            case 1 -> hearOne(node.toWorker);
            case 2 -> node.due(random.nextInt(3));
            case 3 -> occupied -= occupied > 0 ? 1 : 0;
            default -> node.say();
        }
    }

    /** What nodes could still send, by what they have heard, and what is on its way. */
    private int mayCome() {
        return nodes.stream()
                .mapToInt(node -> (int) (node.granted - node.arrived))
                .sum();
    }

    private void nodes(int count) {
        for (int i = 0; i < count; i++) {
            new Node();
        }
    }

    private void balance() {
        shares.balance(nodes.stream().map(node -> node.share).toList(), occupied);
    }

    /** Lets everything be said and heard. */
    private void settle() {
        boolean quiet = false;
        for (int round = 0; !quiet; round++) {
            assertThat(round).as("rounds until all is said").isLessThan(1_000);
            balance();
            nodes.forEach(Node::say);
            quiet = nodes.stream().allMatch(Node::isQuiet);
            nodes.forEach(node -> {
                hearOne(node.toNode);
                hearOne(node.toWorker);
            });
        }
    }

    private static void hearOne(Queue<Runnable> line) {
        var next = line.poll();
        if (next != null) {
            next.run();
        }
    }
}
