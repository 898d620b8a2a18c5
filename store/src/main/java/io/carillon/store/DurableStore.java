package io.carillon.store;

import io.carillon.engine.Catalog;
import io.carillon.engine.Charter;
import io.carillon.engine.Lanes;
import io.carillon.engine.Membership;
import io.carillon.engine.Store;
import io.carillon.engine.log.LogStore;
import io.carillon.model.NodeId;
import java.util.List;
import java.util.Optional;

/** All that a node keeps in its database, or in several of them. */
public interface DurableStore extends Store, AutoCloseable {

    /** The highest number of a batch of a node that took place, or 0: its next life numbers its batches from there. */
    long lastBatch(NodeId node);

    /** In how many lanes a node does well to commit here, and in how many databases they lie. */
    Lanes lanes();

    /** What is wrong with those databases that did not answer when all were asked last, but for the first. */
    List<String> away();

    /** Who is in the cluster of this store. */
    Membership membership();

    /** What it says to nodes that write down elsewhere who is in the cluster; empty where one process has the store for itself. */
    Optional<Charter> charter();

    /** What people read of this store. */
    Catalog catalog();

    /** What runs said. */
    LogStore logs();

    /** What only the nodes of the cluster know, by which they recognise who may call back; it never changes. */
    byte[] callbackSecret();

    /** How many times a row was left out because it can't be read. */
    long rowsSetAside();

    /** How many rows of history the index doesn't hold yet, as of its last look: each list reads what they are found by. */
    int pagesNotIndexed();

    /** Why nothing is written; empty unless a database was restored to an earlier point in time. */
    Optional<String> restored();

    /** An operator says that what a restored database holds is what it holds from now on: whoever owned anything is fenced out. */
    void acceptRestored();

    /** Ends after the transactions that are under way; closing again does nothing. */
    @Override
    void close();
}
