package io.carillon.worker.core;

import io.carillon.protocol.v1.Credit;
import io.carillon.protocol.v1.CreditAck;
import java.util.Optional;

/**
 * What one node may use of a worker's slots, for as long as a connection lasts. What was granted and is not used yet belongs to the
 * node: it may have sent an attempt that is still on its way. So what is taken back is free only when the node has confirmed it.
 */
final class SlotShare {

    private long granted;
    private long received;
    private long keeps;
    private int revision;
    private int waiting;
    private long turn;
    private boolean shared;
    private boolean untold;

    /** How many attempts may still come. */
    int unused() {
        return (int) Math.max(0, granted - received);
    }

    /** @param all how many attempts the node has sent by now */
    void received(long all) {
        received = Math.max(received, all);
    }

    /** How many runs wait at the node for a slot. */
    int waiting() {
        return waiting;
    }

    void wanted(int runs) {
        waiting = Math.max(0, runs);
    }

    /** Of those that are as badly off the one with the lowest has its turn. */
    long turn() {
        return turn;
    }

    void grant(int more, long nextTurn) {
        granted += more;
        keeps = granted;
        turn = nextTurn;
        untold = true;
    }

    void takeBack(int some) {
        keeps = granted - some;
        untold = true;
    }

    /** How many are on their way back, as far as the node has not used them meanwhile. */
    int returning() {
        return (int) (granted - keeps);
    }

    /** Whether the node has yet to confirm what it has left: until then nothing else is said to it. */
    boolean isSettling() {
        return returning() > 0;
    }

    void confirmed(CreditAck ack) {
        if (isSettling() && ack.getRevision() == revision) {
            granted = Math.max(keeps, Math.min(granted, ack.getGranted()));
            keeps = granted;
        }
    }

    /** What is to be told to the node, if it has not been. */
    Optional<Credit> news(boolean othersHaveSome) {
        if (!untold && shared == othersHaveSome) {
            return Optional.empty();
        }
        if (isSettling() && !untold) {
            return Optional.empty();
        }
        untold = false;
        shared = othersHaveSome;
        return Optional.of(Credit.newBuilder()
                .setRevision(++revision)
                .setGranted(keeps)
                .setShared(shared)
                .setConfirm(isSettling())
                .build());
    }
}
