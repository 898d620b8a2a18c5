package io.carillon.engine;

import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this node's lease and its share of the partitions: takes those whose owner is gone, hands those over that belong to
 * another now, and stops trusting the lease before the others may. The fence in the store is what makes all of this safe; the
 * keeper makes it quick.
 */
final class LeaseKeeper {

    /**
     * In slices, so that no transaction is long, and so that the first are opened while the others are being read. A slice is more
     * than a node among three gets from one that leaves: whatever comes in a second one waits for two.
     */
    private static final int TAKEN_AT_ONCE = 64;

    private final NodeId node;
    private final @Nullable Leases leases;
    private final Partitions partitions;
    private final Arrivals arrivals;
    private final GroupCommit commit;
    private final TreeMap<Partition, Epoch> wanted = new TreeMap<>();
    private final TreeMap<Partition, Epoch> taking = new TreeMap<>();
    private final TreeSet<Partition> leftover = new TreeSet<>();
    private final TreeMap<Partition, Epoch> lettingGo = new TreeMap<>();
    private Instant trustedUntil = Instant.MIN;
    private Instant patientUntil = Instant.MIN;
    private Instant nextBeat = Instant.MIN;
    private Instant nextLook = Instant.MIN;
    private boolean looking;
    private @Nullable Instant askedAt;
    private @Nullable Instant goneAt;
    private boolean lapsed;
    private boolean alone;
    private boolean leaving;
    private long beats;
    private long looks;

    /** @param leases null where ownership is given from outside and never ends by itself */
    LeaseKeeper(NodeId node, @Nullable Leases leases, Partitions partitions, Arrivals arrivals, GroupCommit commit) {
        this.node = node;
        this.leases = leases;
        this.partitions = partitions;
        this.arrivals = arrivals;
        this.commit = commit;
    }

    /** Whether this node may act as the owner of what it owns. */
    boolean trusts(Instant now) {
        return leases == null || now.isBefore(trustedUntil);
    }

    /** Whether this node knows who is there, and has taken what was free. */
    boolean settled() {
        return leases == null
                || (trustedUntil.isAfter(Instant.MIN) && wanted.isEmpty() && taking.isEmpty() && arrivals.settled());
    }

    /** Renews the lease when it is time, and looks in between while another is about to hand something over. */
    void keep(Instant now) {
        if (leases == null) {
            return;
        }
        if (!lapsed && !partitions.isEmpty() && !trusts(now)) {
            lapsed = true;
            commit.now(new Effect.Tell(new Note.LeaseLapsed(partitions.size())));
        }
        if (!now.isBefore(nextBeat)) {
            askedAt = now;
            nextBeat = now.plus(leases.lease());
            commit.now(new Effect.Renew(++beats, leases.lease(), leaving));
        } else if (mayLook() && !now.isBefore(nextLook)) {
            looking = true;
            commit.now(new Effect.Look(++looks));
        }
    }

    private boolean mayLook() {
        return !looking && !leftover.isEmpty();
    }

    /** When the keeper wants to be woken; null if never. */
    @Nullable
    Instant nextBeat(Instant now) {
        if (leases == null) {
            return null;
        }
        Instant next = mayLook() ? Core.earlier(nextBeat, nextLook) : nextBeat;
        return goneAt != null && now.isBefore(goneAt) ? Core.earlier(next, goneAt) : next;
    }

    /** The node is about to go: the others are told first, so that they stand ready when it lets go. */
    void leave(Instant now) {
        leaving = true;
        nextBeat = now;
    }

    /** Whether everything that this node owned may be handed over now. */
    boolean lettingGo(Instant now) {
        return leaving && (leases == null || (goneAt != null && !now.isBefore(goneAt)));
    }

    /** How long what is to be handed over may stay: whoever is next is waiting for it, and keeps looking. */
    Duration patience() {
        return leases == null || alone ? Duration.ZERO : leases.renewEvery();
    }

    /** What is to become of partitions that this node believes it owns. */
    record Verdict(SortedSet<Partition> handOver, SortedMap<Partition, Epoch> lost) {}

    /** Takes the news about who is there and who owns what; null if they are not what was asked for last. */
    @Nullable
    Verdict renewed(Event.Renewed news, Instant now) {
        if (leases == null || askedAt == null || news.number() != beats) {
            return null;
        }
        if (trustedUntil.isAfter(Instant.MIN) && !trusts(now)) {
            patientUntil = now.plus(leases.renewEvery());
        }
        trustedUntil = askedAt.plus(leases.trusted());
        if (lapsed) {
            lapsed = false;
            commit.now(new Effect.Tell(new Note.LeaseRegained(partitions.size())));
        }
        Verdict verdict = compare(news, now);
        boolean awaits = !leftover.isEmpty() || !lettingGo.isEmpty();
        nextBeat = askedAt.plus(awaits ? leases.askEvery() : leases.renewEvery());
        askedAt = null;
        alone = news.members().staying().isEmpty();
        if (leaving && goneAt == null) {
            goneAt = alone ? now : now.plus(leases.renewEvery()).plus(leases.askEvery());
        }
        if (taking.isEmpty()) {
            takeNext();
        }
        return verdict;
    }

    /** The renewal failed: it is asked again soon, and the trust runs out by itself. */
    void failed(Event.RenewFailed news, Instant now) {
        if (leases != null && news.number() == beats) {
            askedAt = null;
            nextBeat = now.plus(leases.askEvery());
        }
    }

    /**
     * Takes the news about who owns what. Who is there may have changed since that was heard, so that only what was let go is taken:
     * whether an owner is dead only a renewal tells.
     */
    void looked(Event.Looked news, Instant now) {
        if (leases == null || news.number() != looks) {
            return;
        }
        lookAgain(now.plus(leases.lookEvery()));
        for (Partition partition : List.copyOf(leftover)) {
            PartitionStatus status = news.partitions().get(partition);
            if (status != null && status.owner() == null) {
                leftover.remove(partition);
                wanted.put(partition, status.epoch());
            }
        }
        if (taking.isEmpty()) {
            takeNext();
        }
    }

    /** The look failed. */
    void failed(Event.LookFailed news, Instant now) {
        if (leases != null && news.number() == looks) {
            lookAgain(now.plus(leases.askEvery()));
        }
    }

    private void lookAgain(Instant at) {
        looking = false;
        nextLook = at;
    }

    /** A partition is being handed over: the write that says so is on its way. */
    void letGo(Partition partition, Epoch epoch) {
        lettingGo.put(partition, epoch);
    }

    /** Whatever was written in a database may never become durable; so may not that something is being handed over. */
    void forget(int database, Lanes lanes) {
        lettingGo.keySet().removeIf(partition -> lanes.databaseOf(partition) == database);
    }

    /** A take-over has ended, well or not; what it did not bring is asked for again after the next beat. */
    void took() {
        taking.clear();
        takeNext();
    }

    /**
     * What this node should own and does not, and what it owns and should not. What kept it from renewing its own lease may have kept the
     * others too, so whoever seems to be gone afterwards has a moment to come back.
     */
    private Verdict compare(Event.Renewed news, Instant now) {
        wanted.clear();
        leftover.clear();
        SortedSet<NodeId> staying = news.members().staying();
        boolean patient = now.isBefore(patientUntil);
        SortedSet<NodeId> live = news.members().live();
        SortedMap<Partition, PartitionStatus> statuses = news.partitions();
        var verdict = new Verdict(new TreeSet<>(), new TreeMap<>());
        for (Partition partition : partitions.possible()) {
            PartitionStatus status = statuses.get(partition);
            boolean mine = node.equals(Rendezvous.winner(partition, staying));
            if (partitions.owns(partition)) {
                judge(partition, status, mine || staying.isEmpty() || leaving, verdict);
            } else if (!isBeingLetGo(partition, status)
                    && (mine || isMineUnknowingly(status))
                    && !isComing(partition, status)) {
                want(partition, status, owner -> patient || live.contains(owner));
            }
        }
        return verdict;
    }

    /** That it was let go is not durable yet: to take it again now would undo that. */
    private boolean isBeingLetGo(Partition partition, @Nullable PartitionStatus status) {
        boolean waits =
                status != null && node.equals(status.owner()) && status.epoch().equals(lettingGo.get(partition));
        if (!waits) {
            lettingGo.remove(partition);
        }
        return waits;
    }

    /** A take-over took place and nobody heard of it: only this node can make good for that, though another be next. */
    private boolean isMineUnknowingly(@Nullable PartitionStatus status) {
        return status != null && node.equals(status.owner());
    }

    /** It is being taken over, or it has been and its jobs are being read. */
    private boolean isComing(Partition partition, @Nullable PartitionStatus status) {
        return arrivals.expects(partition, status == null ? Epoch.NONE : status.epoch())
                || taking.containsKey(partition);
    }

    private void judge(Partition partition, @Nullable PartitionStatus status, boolean keep, Verdict verdict) {
        Epoch held = partitions.epoch(partition);
        if (status != null && status.epoch().compareTo(held) > 0) {
            verdict.lost().put(partition, held);
        } else if (!keep) {
            verdict.handOver().add(partition);
        }
    }

    private void want(Partition partition, @Nullable PartitionStatus status, Predicate<NodeId> keeps) {
        NodeId owner = status == null ? null : status.owner();
        if (owner != null && !owner.equals(node) && keeps.test(owner)) {
            leftover.add(partition);
        } else {
            wanted.put(partition, status == null ? Epoch.NONE : status.epoch());
        }
    }

    private void takeNext() {
        while (!wanted.isEmpty() && taking.size() < TAKEN_AT_ONCE) {
            var next = wanted.pollFirstEntry();
            taking.put(next.getKey(), next.getValue());
        }
        if (!taking.isEmpty()) {
            commit.now(new Effect.TakeOver(new TreeMap<>(taking)));
        }
    }
}
