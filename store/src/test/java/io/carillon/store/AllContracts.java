package io.carillon.store;

import static io.carillon.store.Subject.ATTEMPT;
import static io.carillon.store.Subject.PARTITION;
import static io.carillon.store.Subject.T0;
import static io.carillon.store.Subject.insert;
import static io.carillon.store.Subject.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Archive;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.PurgeSlice;
import io.carillon.engine.Write;
import io.carillon.model.job.Job;
import io.carillon.model.run.RunState;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Every contract of a store in one database, for each kind of it to pass. */
abstract class AllContracts extends StoreContracts {

    @Override
    abstract JdbcStore empty(@Nullable Archive archive) throws Exception;

    /** A look into the database of the store, past it. */
    abstract Session aside() throws SQLException;

    @Test
    void the_tables_of_the_next_day_are_there_before_a_commit_needs_them() throws Exception {
        Subject subject = Subject.over(opened(), _ -> {});
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

    JdbcStore opened() {
        return (JdbcStore) open(null);
    }

    @Nested
    final class OfIndexes extends IndexContract {

        @Override
        JdbcStore open() {
            return opened();
        }
    }
}
