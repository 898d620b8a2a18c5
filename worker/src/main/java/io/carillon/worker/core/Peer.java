package io.carillon.worker.core;

import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.WorkerFrame;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node that a worker speaks to, or would like to: by one address, over one connection after the other. */
final class Peer {

    private final String address;
    private final Connection connection;
    private final Outbox outbox;
    private SlotShare share = new SlotShare();
    private @Nullable String node;
    private boolean byCredit;

    /** @param node which node is said to be there; null if nobody has said so */
    Peer(String address, @Nullable String node, Connection connection, Outbox outbox) {
        this.address = address;
        this.node = node;
        this.connection = connection;
        this.outbox = outbox;
    }

    String address() {
        return address;
    }

    Connection connection() {
        return connection;
    }

    Outbox outbox() {
        return outbox;
    }

    SlotShare share() {
        return share;
    }

    /** The node that was there when somebody last said so. */
    @Nullable
    String node() {
        return node;
    }

    boolean isUp() {
        return connection.isUp();
    }

    boolean isUpTo(@Nullable String other) {
        return isUp() && other != null && other.equals(node);
    }

    /** Whether the node sends no more than it is granted. One of an earlier version goes by the slots as if it were alone. */
    boolean isByCredit() {
        return isUp() && byCredit;
    }

    /** Somebody says which node is there. A connection knows better. */
    void named(String other) {
        if (!connection.isOpen()) {
            node = other;
        }
    }

    void welcomed(String by, boolean credits) {
        node = by;
        byCredit = credits;
    }

    /** A connection begins or is gone: what was granted and what was to be said on it is void. */
    void startAnew() {
        share = new SlotShare();
        outbox.clear();
    }

    /** Everything that waits to be said, in one frame; as much of it as a frame holds, if that is less. */
    Optional<WorkerFrame> report(boolean othersHaveSome) {
        var reports = Reports.newBuilder();
        if (byCredit) {
            share.news(othersHaveSome).ifPresent(reports::setCredit);
        }
        outbox.fill(reports);
        boolean empty = !reports.hasCredit() && reports.getStartedCount() + reports.getResultsCount() == 0;
        return empty
                ? Optional.empty()
                : Optional.of(WorkerFrame.newBuilder().setReports(reports).build());
    }
}
