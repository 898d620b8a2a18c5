package io.carillon.testkit;

import io.carillon.engine.Membership;
import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingStore;
import java.time.Duration;
import org.junit.jupiter.api.Nested;

final class TestingMembershipContractTest {

    private final TestingClock clock = TestingClock.at("2026-11-21T10:00:00Z");
    private final TestingStore store = new TestingStore(clock);

    @Nested
    final class OfOne extends MembershipContract {

        @Override
        protected Membership open() {
            return store;
        }
    }

    @Nested
    final class OfSeveral extends SharedMembershipContract {

        @Override
        protected Membership open() {
            return store;
        }

        @Override
        protected Membership another() {
            return store;
        }

        @Override
        protected void pass() {
            clock.turn(Duration.ofMillis(30));
        }
    }
}
