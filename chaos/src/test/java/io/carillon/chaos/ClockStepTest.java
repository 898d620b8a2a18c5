package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.carillon.chaos.machines.Machine;
import io.carillon.chaos.machines.Site;
import io.carillon.chaos.machines.Version;
import io.carillon.chaos.machines.WholeSystem;
import io.carillon.chaos.process.Times;
import io.carillon.chaos.witness.Entry;
import io.carillon.chaos.witness.Witness;
import io.carillon.chaos.witness.WitnessWorker;
import io.carillon.client.CarillonClient;
import io.carillon.model.run.RunStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A wall clock that is stepped is wrong for its process, and for nobody else: so the attacks shoot at what they say. */
@Timeout(600)
class ClockStepTest {

    private static final Duration FORWARD = Duration.ofMinutes(10);
    private static final Duration BACK = FORWARD.negated();
    private static final Duration ALMOST = Duration.ofSeconds(2);

    @TempDir
    private Path directory;

    @Test
    void a_step_reaches_its_process_alone_and_nothing_fires_early_or_stands_still_for_it() throws Exception {
        assumeThat(WholeSystem.hasClocks()).as("Debian's faketime").isTrue();
        Times.Reading clock = Times.reading();
        var site = new Site(directory, List.of(Version.own()), WitnessWorker.Habit.SOUND);
        try (WholeSystem system = WholeSystem.prepare(site, new WholeSystem.Size(WholeSystem.Product.POSTGRES, 1, 2));
                CarillonClient client = CarillonClient.builder()
                        .server(system.addresses().getFirst())
                        .token(Site.TOKEN)
                        .build()) {
            system.start();
            var jobs = new Jobs(client);
            Jobs.until(() -> Jobs.answers(client), answers -> answers);
            jobs.awaitWorkers(WitnessWorker.APP, all -> all.size() == 2);
            jobs.create("second", """
                    {"triggers": [{"cron": "* * * * * ?"}], "routing": {"strategy": "roundRobin"},
                     "task": {"type": "handler", "app": "%s", "handler": "%s", "params": {"millis": 1, "failures": 0}}}""".formatted(WitnessWorker.APP, WitnessWorker.HANDLER));
            Machine node = system.nodes().getFirst();

            node.setClock(BACK);
            system.workers().getFirst().setClock(FORWARD);
            Duration skew = Jobs.until(() -> system.clockSkew(node).orElse(Duration.ZERO), seen -> isAbout(seen, BACK));
            List<Entry> wrong = Jobs.until(
                    () -> Witness.all(site.witnesses()).stream()
                            .filter(entry -> isAbout(entry.aheadOf(clock), FORWARD))
                            .toList(),
                    entries -> !entries.isEmpty());
            node.setClock(FORWARD);
            Jobs.until(() -> system.clockSkew(node).orElse(Duration.ZERO), seen -> isAbout(seen, FORWARD));
            node.setClock(Duration.ZERO);
            Jobs.until(() -> system.clockSkew(node).orElse(FORWARD), seen -> isAbout(seen, Duration.ZERO));
            jobs.await(jobs.trigger("second"), RunStatus.SUCCEEDED);

            assertThat(wrong).extracting(Entry::worker).containsOnly("worker-1.1");
            assertThat(Witness.all(site.witnesses()))
                    .filteredOn(entry -> entry.worker().equals("worker-2.1"))
                    .isNotEmpty()
                    .allMatch(entry -> isAbout(entry.aheadOf(clock), Duration.ZERO));
            assertThat(Witness.all(site.witnesses()).stream().map(entry -> entry.by(clock)))
                    .allSatisfy(entry -> assertThat(entry.at()).isAfterOrEqualTo(entry.scheduledAt()));
            System.out.printf(
                    "a node whose clock was stepped by %d s says that it is off by %.1f s; %d lines of a worker are %d s ahead%n",
                    BACK.toSeconds(), skew.toMillis() / 1_000.0, wrong.size(), FORWARD.toSeconds());
        }
    }

    private static boolean isAbout(Duration seen, Duration expected) {
        return seen.minus(expected).abs().compareTo(ALMOST) < 0;
    }
}
