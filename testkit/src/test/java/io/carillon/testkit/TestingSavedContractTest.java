package io.carillon.testkit;

import io.carillon.engine.Store;
import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingStore;
import java.time.Instant;

final class TestingSavedContractTest extends SavedContract {

    @Override
    protected Store open() {
        return new TestingStore(new TestingClock(Instant.parse("2026-11-21T10:00:00Z")));
    }
}
