package io.carillon.testkit;

import io.carillon.engine.PurgeSlice;
import io.carillon.engine.log.LogStore;
import io.carillon.engine.testing.TestingLogStore;

final class TestingLogContractTest extends LogContract {

    private TestingLogStore store = new TestingLogStore();

    @Override
    protected LogStore open() {
        store = new TestingLogStore();
        return store;
    }

    @Override
    protected boolean purge(PurgeSlice slice) {
        store.purge(slice);
        return false;
    }
}
