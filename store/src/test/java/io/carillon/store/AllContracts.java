package io.carillon.store;

import static io.carillon.store.Subject.ATTEMPT;
import static io.carillon.store.Subject.PARTITION;
import static io.carillon.store.Subject.T0;
import static io.carillon.store.Subject.insert;
import static io.carillon.store.Subject.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Archive;
import io.carillon.engine.Catalog;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Membership;
import io.carillon.engine.PurgeSlice;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.engine.log.LogStore;
import io.carillon.model.job.Job;
import io.carillon.model.run.RunState;
import io.carillon.testkit.ArchiveContract;
import io.carillon.testkit.CatalogContract;
import io.carillon.testkit.HistoryContract;
import io.carillon.testkit.LaneContract;
import io.carillon.testkit.LogContract;
import io.carillon.testkit.MembershipContract;
import io.carillon.testkit.OwnershipContract;
import io.carillon.testkit.PlanContract;
import io.carillon.testkit.ResourceContract;
import io.carillon.testkit.ShardContract;
import io.carillon.testkit.StoreContract;
import io.carillon.testkit.WindowContract;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every contract of a store, for each kind of database to pass. */
abstract class AllContracts {

    private @Nullable JdbcStore store;

    /** A store in a database that holds nothing. */
    abstract JdbcStore empty(@Nullable Archive archive) throws Exception;

    /** A look into the database of the store, past it. */
    abstract Session aside() throws SQLException;

    @Test
    void the_tables_of_the_next_day_are_there_before_a_commit_needs_them() throws Exception {
        Subject subject = Subject.over(open(), _ -> {});
        Job job = subject.job("job");
        subject.commit(put(job));

        subject.store().purge(new PurgeSlice(T0, null, null, 10));
        List<Slices.Span> prepared = days();
        Instant nextDay = T0.plus(Duration.ofDays(1));
        CommitOutcome outcome = subject.commit(
                insert(subject.fired(job, T0).withState(new RunState.Succeeded(ATTEMPT, T0, nextDay, null))),
                new Write.CancelPending(PARTITION, job.id(), nextDay));

        assertThat(prepared)
                .extracting(Slices.Span::slice)
                .containsExactlyInAnyOrderElementsOf(Stream.of(Family.values())
                        .flatMap(family -> Stream.of(Slice.of(family, T0), Slice.of(family, nextDay)))
                        .toList());
        assertThat(outcome).isEqualTo(CommitOutcome.Committed.WHOLE);
        assertThat(days()).isEqualTo(prepared);
    }

    private List<Slices.Span> days() throws SQLException {
        try (Session session = aside()) {
            return Slices.all(session);
        }
    }

    private JdbcStore open() {
        return open(null);
    }

    JdbcStore open(@Nullable Archive archive) {
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
            return AllContracts.this.open();
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
            return AllContracts.this.open();
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
            return AllContracts.this.open();
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
            return AllContracts.this.open();
        }
    }

    @Nested
    final class OfLogs extends LogContract {

        @Override
        protected LogStore open() {
            AllContracts.this.open();
            return Objects.requireNonNull(store).logs();
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
            return AllContracts.this.open().membership();
        }
    }

    @Nested
    final class OfArchives extends ArchiveContract {

        @Override
        protected Store open(Archive archive) {
            return AllContracts.this.open(archive);
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
            return AllContracts.this.open();
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
            return AllContracts.this.open();
        }

        @Override
        protected Catalog catalog() {
            return people();
        }
    }

    @Nested
    final class OfResources extends ResourceContract {

        @Override
        protected Store open() {
            return AllContracts.this.open();
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
            return AllContracts.this.open();
        }

        @Override
        protected Catalog catalog() {
            return people();
        }
    }

    @Nested
    final class OfIndexes extends IndexContract {

        @Override
        JdbcStore open() {
            AllContracts.this.open();
            return Objects.requireNonNull(store);
        }
    }

    @Nested
    final class OfWindows extends WindowContract {

        @Override
        protected Store open() {
            return AllContracts.this.open();
        }
    }
}
