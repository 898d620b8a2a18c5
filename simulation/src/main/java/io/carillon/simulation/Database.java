package io.carillon.simulation;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Effect;
import io.carillon.engine.Members;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.Write;
import io.carillon.engine.testing.TestingLogStore;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.Timeline;
import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.simulation.check.Happening;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One database, as those see it who send it statements. A transaction reads the fence with a lock, applies and commits, each at
 * an instant of its own; a take-over waits until nobody holds a lock on what it changes. Its clock decides leases.
 */
class Database {

    /** A transaction whose client has been silent for so long is rolled back: longer than a lease, so that both can end first. */
    static final Duration IDLE = Duration.ofSeconds(7);

    /** How long a take-over can be on its way. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final Timeline timeline;
    private final TestingStore rows;
    private final TestingLogStore lines = new TestingLogStore();
    private final Consumer<Happening> witness;
    private final List<Transaction> open = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final TreeMap<NodeId, Lease> leases = new TreeMap<>();
    private final TreeMap<Partition, Owner> owners = new TreeMap<>();
    private boolean up = true;
    private boolean full;
    private Predicate<Partition> away = _ -> false;
    private int life = 1;

    Database(Timeline timeline, Consumer<Happening> witness) {
        this.timeline = timeline;
        this.rows = new TestingStore(this::now);
        this.witness = witness;
    }

    private record Owner(@Nullable NodeId node, Epoch epoch) {}

    /** @param lapsedAt when it last began, or began anew after it had ended */
    private record Lease(Instant until, boolean leaving, Instant renewedAt, Instant lapsedAt) {}

    /** What waits for locks: it goes on as soon as nothing before it is in its way. */
    private record Waiting(
            Set<Partition> partitions,
            boolean exclusive,
            @Nullable LaneOf after,
            Runnable go) {}

    /** A node's batches of one lane come one after another, and have a row to say so. */
    private record LaneOf(NodeId node, int lane) {

        private LaneOf(CommitBatch batch) {
            this(batch.node(), batch.lane());
        }
    }

    /** A batch between its begin and its end. */
    final class Transaction {

        private final CommitBatch batch;
        private final int startedIn = life;
        private Set<Partition> fencedOut = Set.of();
        private Instant lastHeard = timeline.now();
        private boolean ended;

        private Transaction(CommitBatch batch) {
            this.batch = batch;
        }

        boolean alive() {
            return !ended && startedIn == life;
        }
    }

    TestingStore rows() {
        return rows;
    }

    /** What runs have said. */
    TestingLogStore lines() {
        return lines;
    }

    boolean up() {
        return up;
    }

    int life() {
        return life;
    }

    boolean full() {
        return full;
    }

    void setFull(boolean nowFull) {
        full = nowFull;
    }

    /** Those that hold some partitions do not answer, and take back what has not been committed there; all others do. */
    void leaveOut(Predicate<Partition> which) {
        away = which;
        rows.leaveOut(which);
        for (Transaction transaction : List.copyOf(open)) {
            if (isAway(transaction.batch.fence().keySet())) {
                end(transaction);
            }
        }
    }

    void leaveOutNone() {
        leaveOut(_ -> false);
    }

    /** Whether nobody answers for some of these partitions. */
    boolean isAway(Set<Partition> partitions) {
        return partitions.stream().anyMatch(away);
    }

    /** Every connection breaks, every open transaction is rolled back. */
    void crash() {
        up = false;
        life++;
        open.forEach(transaction -> transaction.ended = true);
        open.clear();
        waiting.clear();
    }

    void restart() {
        up = true;
    }

    /** Begins a transaction: takes the fence's locks, and reads which partitions the writer has lost. No answer from what is away. */
    void begin(CommitBatch batch, Consumer<Transaction> begun) {
        whenFree(batch.fence().keySet(), locks() ? false : null, new LaneOf(batch), () -> {
            if (isAway(batch.fence().keySet())) {
                return;
            }
            var transaction = new Transaction(batch);
            transaction.fencedOut = fencedOut(batch);
            open.add(transaction);
            watch(transaction);
            begun.accept(transaction);
        });
    }

    /** A statement of a transaction: whether it is still there. */
    boolean hear(Transaction transaction) {
        transaction.lastHeard = timeline.now();
        return transaction.alive();
    }

    /** Makes a transaction durable, if it is still there. */
    @Nullable
    CommitOutcome commit(Transaction transaction) {
        if (!transaction.alive()) {
            return null;
        }
        CommitOutcome outcome = apply(transaction.batch, transaction.fencedOut);
        end(transaction);
        return outcome;
    }

    void rollBack(Transaction transaction) {
        if (transaction.alive()) {
            end(transaction);
        }
    }

    /** Looks a batch up once no transaction of its node and lane is open: what is open may still commit. */
    void outcomeOf(CommitBatch batch, Consumer<CommitOutcome> answer) {
        whenFree(Set.of(), true, new LaneOf(batch), () -> {
            if (!isAway(batch.fence().keySet())) {
                answer.accept(rows.outcomeOf(batch));
            }
        });
    }

    /**
     * Keeps a node's lease and says who holds one.
     *
     * @param claimed what the node's own clock says
     */
    Members renew(NodeId node, Effect.Renew renewal, Instant claimed) {
        Instant present = present(claimed);
        Lease before = leases.get(node);
        boolean lapsed = before != null && !before.until().isAfter(timeline.now());
        leases.put(
                node,
                new Lease(
                        present.plus(renewal.lease()),
                        renewal.leaving(),
                        timeline.now(),
                        lapsed || before == null ? timeline.now() : before.lapsedAt()));
        var live = new TreeSet<NodeId>();
        var leaving = new TreeSet<NodeId>();
        leases.forEach((each, lease) -> {
            if (lease.until().isAfter(present)) {
                live.add(each);
                if (lease.leaving()) {
                    leaving.add(each);
                }
            }
        });
        return new Members(now(), live, leaving);
    }

    /** Makes a node the owner of those partitions whose epochs are the expected ones when the locks are granted. */
    void takeOver(NodeId node, SortedMap<Partition, Epoch> wanted, Consumer<List<PartitionImage>> taken) {
        var ifEpoch = new TreeMap<>(wanted);
        ifEpoch.keySet().removeIf(away);
        whenFree(ifEpoch.keySet(), true, null, () -> {
            List<PartitionImage> images = rows.takeOver(node, ifEpoch);
            for (PartitionImage image : images) {
                boolean rightful = isFreeFor(node, owners.get(image.partition()));
                owners.put(image.partition(), new Owner(node, image.epoch()));
                witness.accept(new Happening.TookOver(node, image.partition(), image.epoch(), rightful));
            }
            taken.accept(images);
        });
    }

    /** What time it is for leases: the database's own, whatever a client claims. */
    Instant present(Instant claimed) {
        return now();
    }

    /** What time it is. */
    Instant now() {
        return timeline.now().truncatedTo(ChronoUnit.MICROS);
    }

    /** Whether the fence's lock keeps a take-over out until the transaction ends. */
    boolean locks() {
        return true;
    }

    /** Which partitions of a batch its writer has lost. */
    Set<Partition> fencedOut(CommitBatch batch) {
        var lost = new TreeSet<Partition>();
        batch.fence().forEach((partition, epoch) -> {
            if (!new Owner(batch.node(), epoch).equals(owners.get(partition))) {
                lost.add(partition);
            }
        });
        return lost;
    }

    /** Writes the rows. */
    CommitOutcome apply(CommitBatch batch, Set<Partition> fencedOut) {
        witness.accept(new Happening.Committed(batch, fencedOut));
        CommitOutcome outcome = rows.commit(batch);
        for (Write write : batch.writes()) {
            if (write instanceof Write.ReleasePartition release && !fencedOut.contains(release.partition())) {
                owners.computeIfPresent(release.partition(), (_, owner) -> new Owner(null, owner.epoch()));
            }
        }
        if (!outcome.equals(new CommitOutcome.Committed(fencedOut))) {
            throw new IllegalStateException("the fence changed under a lock: " + fencedOut + ", then " + outcome);
        }
        return outcome;
    }

    void witnessed(Happening happening) {
        witness.accept(happening);
    }

    /** Whether a partition has nobody to hold it, or had nobody when its taker looked and began to wait for the locks. */
    private boolean isFreeFor(NodeId taker, @Nullable Owner owner) {
        if (owner == null || owner.node() == null || owner.node().equals(taker)) {
            return true;
        }
        Lease lease = leases.get(owner.node());
        return lease == null
                || !lease.until().isAfter(timeline.now())
                || lease.lapsedAt().isAfter(timeline.now().minus(LONGEST_WAIT));
    }

    private void watch(Transaction transaction) {
        timeline.after(IDLE, "the database looks for silent transactions", () -> {
            if (!transaction.alive()) {
                return;
            }
            if (Duration.between(transaction.lastHeard, timeline.now()).compareTo(IDLE) >= 0) {
                timeline.tell("the database rolls a silent transaction back: " + transaction.batch.number() + " of "
                        + transaction.batch.node());
                end(transaction);
            } else {
                watch(transaction);
            }
        });
    }

    private void end(Transaction transaction) {
        transaction.ended = true;
        open.remove(transaction);
        goOn();
    }

    /**
     * @param exclusive whether no reader may be there; null asks for no lock at all
     * @param after waits for the open transactions of this lane too
     */
    private void whenFree(Set<Partition> partitions, @Nullable Boolean exclusive, @Nullable LaneOf after, Runnable go) {
        if (exclusive == null) {
            go.run();
            return;
        }
        waiting.add(new Waiting(Set.copyOf(partitions), exclusive, after, go));
        goOn();
    }

    private void goOn() {
        for (int i = 0; i < waiting.size(); i++) {
            Waiting next = waiting.get(i);
            if (canGo(next, waiting.subList(0, i))) {
                waiting.remove(i);
                next.go().run();
                i = -1;
            }
        }
    }

    private boolean canGo(Waiting next, List<Waiting> before) {
        for (Transaction transaction : open) {
            boolean same = new LaneOf(transaction.batch).equals(next.after());
            boolean inTheWay = locks()
                    && next.exclusive()
                    && meet(next.partitions(), transaction.batch.fence().keySet());
            if (same || inTheWay) {
                return false;
            }
        }
        for (Waiting earlier : before) {
            if ((earlier.exclusive() || next.exclusive()) && meet(earlier.partitions(), next.partitions())) {
                return false;
            }
        }
        return true;
    }

    private static boolean meet(Set<Partition> one, Set<Partition> other) {
        for (Partition partition : one) {
            if (other.contains(partition)) {
                return true;
            }
        }
        return false;
    }
}
