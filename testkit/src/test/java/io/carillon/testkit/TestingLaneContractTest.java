package io.carillon.testkit;

import io.carillon.engine.Catalog;
import io.carillon.engine.Store;
import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingStore;
import java.time.Instant;

final class TestingLaneContractTest extends LaneContract {

    private TestingStore store = new TestingStore(new TestingClock(Instant.parse("2026-11-21T10:00:00Z")));

    @Override
    protected Store open() {
        store = new TestingStore(new TestingClock(Instant.parse("2026-11-21T10:00:00Z")));
        return store;
    }

    @Override
    protected Catalog catalog() {
        return store.catalog();
    }
}
