package io.carillon.server.node;

import io.carillon.engine.Band;
import io.carillon.engine.Note;
import io.carillon.engine.WorkerLoad;
import io.carillon.gateway.WorkerSessions;
import io.carillon.gateway.WorkerView;
import io.carillon.store.DurableStore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** What can be measured of a node at any time. */
final class NodeGauges {

    private final EngineLoop loop;
    private final DurableStore store;
    private final Supplier<List<String>> databasesAway;
    private final WorkerSessions sessions;
    private final MeterRegistry registry;

    NodeGauges(
            EngineLoop loop,
            DurableStore store,
            Supplier<List<String>> databasesAway,
            WorkerSessions sessions,
            MeterRegistry registry) {
        this.loop = loop;
        this.store = store;
        this.databasesAway = databasesAway;
        this.sessions = sessions;
        this.registry = registry;
    }

    void register() {
        Gauge.builder("carillon.runs.active", loop, each -> each.standing().heldRuns())
                .description("Runs that are on workers")
                .register(registry);
        Gauge.builder("carillon.backlog", loop, each -> each.standing().waitingRuns())
                .description("Runs that could begin and wait for a worker")
                .register(registry);
        Gauge.builder("carillon.runs.live", loop, each -> each.standing().liveRuns())
                .description("Runs in memory")
                .register(registry);
        Gauge.builder(
                        "carillon.jobs.parked",
                        loop,
                        each -> each.standing().memory().parkedJobs())
                .description("Jobs with more runs than their share of memory; the rest waits in the store")
                .register(registry);
        Gauge.builder(
                        "carillon.apps.parked",
                        loop,
                        each -> each.standing().memory().parkedApps())
                .description(
                        "Apps with more runs of a namespace than their share of memory; the rest waits in the store")
                .register(registry);
        for (Band band : Band.values()) {
            Gauge.builder(
                            "carillon.backlog.shed",
                            loop,
                            each -> each.standing().memory().shed().contains(band) ? 1 : 0)
                    .description("1 while runs of a band wait in the store because memory is full")
                    .tag("band", band.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder("carillon.catching.up", loop, each -> each.standing().catchingUp() ? 1 : 0)
                .description("1 while so many fires were missed that they are still being looked through")
                .register(registry);
        breakers(Note.BreakerState.OPEN);
        breakers(Note.BreakerState.HALF_OPEN);
        Gauge.builder("carillon.partitions.owned", loop, each -> each.standing().ownedPartitions())
                .register(registry);
        Gauge.builder("carillon.pages.not.indexed", store, DurableStore::pagesNotIndexed)
                .description("rows of history that its index doesn't hold yet: each list reads what they are found by")
                .register(registry);
        Gauge.builder("carillon.databases.away", () -> databasesAway.get().size())
                .description("Databases that do not answer, or take no writes, while the first one does")
                .register(registry);
        FunctionCounter.builder("carillon.rows.set.aside", store, DurableStore::rowsSetAside)
                .description("Times that a row was left out because it can't be read")
                .register(registry);
        Gauge.builder("carillon.store.restored", store, each -> each.restored().isPresent() ? 1 : 0)
                .description("1 while nothing is scheduled because the database went back in time")
                .register(registry);
        slots("total", worker -> worker.facts().slots());
        slots("busy", worker -> worker.running());
        load("cpu", WorkerLoad::cpu);
        load("memory", WorkerLoad::memory);
        load("io", WorkerLoad::io);
    }

    private void breakers(Note.BreakerState state) {
        Gauge.builder(
                        "carillon.breakers",
                        loop,
                        each -> each.standing().breakers().getOrDefault(state, 0))
                .description("Breakers of jobs and limits that hold runs back")
                .tag("state", state.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private void load(String resource, ToIntFunction<WorkerLoad> of) {
        Gauge.builder(
                        "carillon.worker.load",
                        sessions,
                        all -> all.workers().stream()
                                        .mapToInt(worker -> of.applyAsInt(worker.load()))
                                        .filter(permille -> permille != WorkerLoad.NOT_TOLD)
                                        .average()
                                        .orElse(Double.NaN)
                                / WorkerLoad.WHOLE)
                .description("How busy the machines of connected workers are in the mean, of those that tell")
                .tag("resource", resource)
                .register(registry);
    }

    private void slots(String state, ToIntFunction<WorkerView> of) {
        Gauge.builder(
                        "carillon.worker.slots",
                        sessions,
                        all -> all.workers().stream().mapToInt(of).sum())
                .tag("state", state)
                .register(registry);
    }
}
