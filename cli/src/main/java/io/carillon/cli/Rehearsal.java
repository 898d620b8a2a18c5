package io.carillon.cli;

import io.carillon.client.CarillonClient;
import io.carillon.client.Page;
import io.carillon.client.RunFilter;
import io.carillon.client.RunView;
import io.carillon.client.TriggerRequest;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.JobSpec;
import io.carillon.model.job.TaskSpec;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunStatus;
import io.carillon.server.CarillonServer;
import io.carillon.server.ServerSettings;
import io.carillon.worker.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a node and a worker do in their first seconds, for a JVM that takes notes ({@code -XX:AOTCacheOutput}): nodes that are given these
 * start in half the time, and what they do for the first time, a take-over for one, is loaded and known to be worth compiling. The build
 * runs it.
 */
final class Rehearsal {

    private static final JobName JOB = new JobName("rehearsal");
    private static final int RUNS = 20;
    private static final Duration LATER = Duration.ofSeconds(3);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ServerSettings settings;

    private Rehearsal(Path directory) {
        Map<String, String> given = Map.of(
                ServerSettings.HTTP_PORT, "0",
                ServerSettings.GRPC_PORT, "0",
                ServerSettings.MANAGEMENT_PORT, "0",
                ServerSettings.DATA_DIR, directory.toString());
        settings = ServerSettings.read(given::get, InetAddress.getLoopbackAddress());
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(Path.of(arguments[0]), "rehearsal");
        var rehearsal = new Rehearsal(directory);
        rehearsal.firstNode();
        rehearsal.nextNode();
        delete(directory);
        System.exit(ExitCode.OK);
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void firstNode() throws InterruptedException {
        try (CarillonServer server = CarillonServer.start(settings)) {
            Worker worker = DevCommand.worker(server);
            new Demo(DevCommand.APP, null).apply(DevCommand.client(server));
            try (CarillonClient client = DevCommand.client(server)) {
                client.jobs(Namespace.DEFAULT).create(job());
                trigger(client, null);
                awaitSucceeded(client, RUNS);
                trigger(client, Terminal.ofProcess().clock().instant().plus(LATER));
            }
            WorkerCommand.drain(worker, PATIENCE);
        }
    }

    /** It takes over what is due soon. */
    private void nextNode() throws InterruptedException {
        try (CarillonServer server = CarillonServer.start(settings)) {
            Worker worker = DevCommand.worker(server);
            try (CarillonClient client = DevCommand.client(server)) {
                awaitSucceeded(client, 2 * RUNS);
            }
            WorkerCommand.drain(worker, PATIENCE);
        }
    }

    private static JobDraft job() {
        var task = new TaskSpec("noop", DevCommand.APP, Json.Obj.EMPTY, Json.Obj.EMPTY);
        return new JobDraft(
                new JobKey(Namespace.DEFAULT, JOB), Map.of(), JobSpec.of(task).build());
    }

    private static void trigger(CarillonClient client, @Nullable Instant at) {
        for (int i = 0; i < RUNS; i++) {
            client.jobs(Namespace.DEFAULT).trigger(JOB, new TriggerRequest(null, at, null, null));
        }
    }

    private static void awaitSucceeded(CarillonClient client, int count) throws InterruptedException {
        var succeeded = new RunFilter(JOB, Set.of(RunStatus.SUCCEEDED), null, null);
        for (long left = PATIENCE.dividedBy(PAUSE); left > 0; left--) {
            Page<RunView> runs = client.runs(Namespace.DEFAULT).list(succeeded, null, 2 * RUNS);
            if (runs.items().size() >= count) {
                return;
            }
            Thread.sleep(PAUSE);
        }
        throw new IllegalStateException("not even " + count + " runs succeeded within " + PATIENCE);
    }
}
