package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands that run until they are told to stop, as real processes. */
@Timeout(180)
class LongCommandsTest {

    private static final Pattern REST = Pattern.compile("REST: +(http://localhost:\\d+)/api/v1");
    private static final Pattern GRPC = Pattern.compile("gRPC: +(localhost:\\d+) ");

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void killWhatIsLeft() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void dev_shows_a_live_demo_and_ends_well_when_interrupted() throws Exception {
        assumeInterruptsArrive();
        var dev = start("dev", "--http-port", "0", "--grpc-port", "0", "--management-port", "0");
        String server = awaitLine(dev, REST);
        awaitLine(dev, Pattern.compile("(Ctrl-C)"));

        var jobs = cli(server).run("job", "list");
        var workers = cli(server).run("worker", "list");
        int status = end(dev, "INT");

        assertThat(jobs.out()).contains("demo-heartbeat", "demo-report");
        assertThat(workers.out()).contains("connected", "http,node,noop,python,script,shell,sql");
        assertThat(status).isZero();
    }

    @Test
    void dev_starts_again_on_what_it_left() throws Exception {
        var first = start("dev", "--http-port", "0", "--grpc-port", "0", "--management-port", "0");
        awaitLine(first, Pattern.compile("(Ctrl-C)"));
        assertThat(end(first, "TERM")).isZero();
        var second = start("dev", "--http-port", "0", "--grpc-port", "0", "--management-port", "0");
        String server = awaitLine(second, REST);
        awaitLine(second, Pattern.compile("(Ctrl-C)"));

        var job = cli(server).run("job", "show", "demo-heartbeat", "-o", "json");
        int status = end(second, "TERM");

        assertThat(Json.parse(job.out()))
                .isInstanceOfSatisfying(
                        Json.Obj.class,
                        shown -> assertThat(shown.get("status").orElseThrow().text())
                                .contains("\"version\":1"));
        assertThat(status).isZero();
    }

    @Test
    void a_worker_joins_a_server_and_both_end_well() throws Exception {
        var server = start(
                "server", "--bind", "127.0.0.1", "--http-port", "0", "--grpc-port", "0", "--management-port", "0");
        String address = awaitLine(server, REST);
        String dialled = awaitLine(server, GRPC);
        awaitLine(server, Pattern.compile("(Data)"));
        cli(address).run("app", "create", "shop");
        var worker = start(
                "worker", "--server", dialled, "--app", "shop", "--id", "w-1", "--label", "zone=a", "--slots", "3");
        awaitLine(worker, Pattern.compile("(Connected)"));

        var workers = cli(address).run("worker", "list");
        int workerStatus = end(worker, "TERM");
        int serverStatus = end(server, "TERM");

        assertThat(workers.out().lines().skip(1))
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .matches("w-1     shop  connected  0        3      (-|((cpu|memory|io) \\d+%(, )?)+) +"
                                + "http,node,noop,python,script,shell,sql  zone=a .*"));
        assertThat(workerStatus).isZero();
        assertThat(serverStatus).isZero();
    }

    @Test
    void a_worker_with_a_wrong_token_is_turned_away() throws Exception {
        var server = start(
                "server", "--bind", "127.0.0.1", "--http-port", "0", "--grpc-port", "0", "--management-port", "0");
        String dialled = awaitLine(server, GRPC);
        var worker = start("worker", "--server", dialled, "--app", "shop", "--token", "wrong");

        String told = awaitLine(worker, Pattern.compile("error: (.*)"));
        boolean ended = worker.process().waitFor(60, TimeUnit.SECONDS);

        assertThat(ended).isTrue();
        assertThat(worker.process().exitValue()).isEqualTo(4);
        assertThat(told).startsWith("UNAUTHENTICATED");
    }

    @Test
    void a_port_that_is_taken_is_told_with_its_number() throws Exception {
        var first = start(
                "server", "--bind", "127.0.0.1", "--http-port", "0", "--grpc-port", "0", "--management-port", "0");
        String taken = awaitLine(first, GRPC).replace("localhost:", "");

        var result = new Cli(directory)
                .with("CARILLON_GRPC_PORT", taken)
                .run("dev", "--http-port", "0", "--management-port", "0");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("port " + taken + " is taken");
    }

    @Test
    void a_worker_must_be_told_what_it_is() {
        var cli = new Cli(directory);

        assertThat(cli.run("worker").err()).contains("Missing required option: '--app=NAME'");
        assertThat(cli.run("worker", "--app", "shop").exitCode()).isEqualTo(ExitCode.AUTH);
        assertThat(cli.run("worker", "--app", "shop", "--server", "nowhere", "--token", "t"))
                .isEqualTo(new Cli.Result(2, "", "error: server \"nowhere\" is not HOST:PORT\n"));
        assertThat(cli.with("CARILLON_SERVER", "http://localhost:8080")
                        .run("worker", "--app", "shop")
                        .err())
                .contains("a worker dials HOST:PORT")
                .contains("It came from CARILLON_SERVER");
    }

    private record Running(Process process, BufferedReader output) {}

    private Running start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dcarillon.home=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                Carillon.class.getName()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("CARILLON_"));
        var process = builder.start();
        processes.add(process);
        return new Running(process, process.inputReader(StandardCharsets.UTF_8));
    }

    /** Reads what the process prints until a line has what is looked for. */
    private static String awaitLine(Running running, Pattern wanted) throws IOException {
        var read = new StringBuilder();
        for (String line = running.output().readLine();
                line != null;
                line = running.output().readLine()) {
            read.append(line).append('\n');
            var found = wanted.matcher(line);
            if (found.find()) {
                return found.group(1);
            }
        }
        throw new AssertionError("the process ended without printing " + wanted + ":\n" + read);
    }

    private static int end(Running running, String signal) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(running.process().pid()))
                .start()
                .waitFor();
        running.output().transferTo(Writer.nullWriter());
        assertThat(running.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        return running.process().exitValue();
    }

    /** A process started in the background by a shell ignores interrupts, and so do all below it. */
    private static void assumeInterruptsArrive() throws Exception {
        int status = new ProcessBuilder("sh", "-c", "kill -INT $$").start().waitFor();
        Assumptions.assumeTrue(status != 0, "interrupts are ignored here");
    }

    private Cli cli(String server) {
        return new Cli(directory).with("CARILLON_SERVER", server);
    }
}
