package io.carillon.store;

import io.carillon.engine.Archive;
import io.carillon.engine.Catalog;
import io.carillon.engine.Membership;
import io.carillon.engine.PurgeSlice;
import io.carillon.engine.Store;
import io.carillon.engine.log.LogStore;
import io.carillon.testkit.ArchiveContract;
import io.carillon.testkit.CatalogContract;
import io.carillon.testkit.HistoryContract;
import io.carillon.testkit.LaneContract;
import io.carillon.testkit.LogContract;
import io.carillon.testkit.MembershipContract;
import io.carillon.testkit.OwnershipContract;
import io.carillon.testkit.PlanContract;
import io.carillon.testkit.ResourceContract;
import io.carillon.testkit.SavedContract;
import io.carillon.testkit.ShardContract;
import io.carillon.testkit.StoreContract;
import io.carillon.testkit.WindowContract;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** Every contract of a store, whatever it is kept in. */
abstract class StoreContracts {

    private @Nullable DurableStore store;

    /** A store that holds nothing. */
    abstract DurableStore empty(@Nullable Archive archive) throws Exception;

    /** The store as the contracts see it, whose batches are about any partitions. */
    Store seen(DurableStore made) {
        return made;
    }

    private Store open() {
        return open(null);
    }

    Store open(@Nullable Archive archive) {
        return seen(made(archive));
    }

    private DurableStore made(@Nullable Archive archive) {
        try {
            store = empty(archive);
            return store;
        } catch (Exception failure) {
            throw new IllegalStateException("no empty store could be made", failure);
        }
    }

    private Catalog people() {
        return Objects.requireNonNull(store).catalog();
    }

    @AfterEach
    void close() {
        if (store != null) {
            store.close();
        }
    }

    @Nested
    final class OfStores extends StoreContract {

        @Override
        protected Store open() {
            return StoreContracts.this.open();
        }

        @Override
        protected Catalog catalog() {
            return people();
        }
    }

    @Nested
    final class OfCatalogs extends CatalogContract {

        @Override
        protected Store open() {
            return StoreContracts.this.open();
        }

        @Override
        protected Catalog catalog() {
            return people();
        }
    }

    @Nested
    final class OfHistory extends HistoryContract {

        @Override
        protected Store open() {
            return StoreContracts.this.open();
        }

        @Override
        protected Catalog catalog() {
            return people();
        }
    }

    @Nested
    final class OfOwnership extends OwnershipContract {

        @Override
        protected Store open() {
            return StoreContracts.this.open();
        }
    }

    @Nested
    final class OfLogs extends LogContract {

        @Override
        protected LogStore open() {
            return made(null).logs();
        }

        @Override
        protected boolean purge(PurgeSlice slice) {
            return Objects.requireNonNull(store).purge(slice).more();
        }
    }

    @Nested
    final class OfMemberships extends MembershipContract {

        @Override
        protected Membership open() {
            return StoreContracts.this.made(null).membership();
        }
    }

    @Nested
    final class OfArchives extends ArchiveContract {

        @Override
        protected Store open(Archive archive) {
            return StoreContracts.this.open(archive);
        }

        @Override
        protected Catalog catalog() {
            return people();
        }
    }

    @Nested
    final class OfLanes extends LaneContract {

        @Override
        protected Store open() {
            return StoreContracts.this.open();
        }

        @Override
        protected Catalog catalog() {
            return people();
        }
    }

    @Nested
    final class OfPlans extends PlanContract {

        @Override
        protected Store open() {
            return StoreContracts.this.open();
        }

        @Override
        protected Catalog catalog() {
            return people();
        }
    }

    @Nested
    final class OfWhatIsSaved extends SavedContract {

        @Override
        protected Store open() {
            return StoreContracts.this.open();
        }
    }

    @Nested
    final class OfResources extends ResourceContract {

        @Override
        protected Store open() {
            return StoreContracts.this.open();
        }

        @Override
        protected Catalog catalog() {
            return people();
        }
    }

    @Nested
    final class OfShards extends ShardContract {

        @Override
        protected Store open() {
            return StoreContracts.this.open();
        }

        @Override
        protected Catalog catalog() {
            return people();
        }
    }

    @Nested
    final class OfWindows extends WindowContract {

        @Override
        protected Store open() {
            return StoreContracts.this.open();
        }
    }
}
