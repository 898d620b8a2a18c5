package io.carillon.engine;

import io.carillon.model.job.Breaker;
import io.carillon.model.job.RateLimit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What holds back the runs of one job, or of all that share a named limit: each of the three may be missing, and then is open. */
final class GateSet {

    private final Guarded of;
    private final BreakerGate breaker;
    private final ConcurrencyGate concurrency;
    private final RateGate rate;
    private final List<Gate> gates;

    GateSet(Guarded of, Breakers breakers) {
        this.of = of;
        this.breaker = new BreakerGate(of, breakers);
        this.concurrency = new ConcurrencyGate(of);
        this.rate = new RateGate(of);
        this.gates = List.of(breaker, concurrency, rate);
    }

    void define(Optional<Integer> concurrent, Optional<RateLimit> perTime, Optional<Breaker> rule) {
        concurrency.define(concurrent.orElse(Gate.ANY_NUMBER));
        rate.define(perTime.orElse(null));
        breaker.define(rule.orElse(null));
    }

    Guarded of() {
        return of;
    }

    List<Gate> gates() {
        return gates;
    }

    BreakerGate breaker() {
        return breaker;
    }

    ConcurrencyGate concurrency() {
        return concurrency;
    }

    RateGate rate() {
        return rate;
    }

    /** The first gate that lets nobody through now. */
    @Nullable
    Gate shut(Instant now) {
        for (Gate gate : gates) {
            if (gate.room(now) == 0) {
                return gate;
            }
        }
        return null;
    }
}
