package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.LogFilter;
import io.carillon.client.LogView;
import io.carillon.client.Page;
import io.carillon.client.RunFilter;
import io.carillon.client.RunView;
import io.carillon.client.RunsClient;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.run.RunStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A script that prints gigabytes harms nobody: its worker, which has little memory, goes on running others, and its log holds how it
 * began, how it ended, and how much is missing in between.
 *
 * <p>{@code -Dcarillon.printed=BYTES} makes it print more.
 */
class PrinterTest {

    private static final long PRINTED = Long.getLong("carillon.printed", 2_000_000_000L);
    private static final String LINE = "x".repeat(199);
    private static final int HEAP_MEGABYTES = 64;

    /** What is kept of an attempt, and what JSON and the members of a line add. */
    private static final long KEPT = 4 << 20;

    @Test
    @Timeout(900)
    void a_script_that_prints_gigabytes_harms_nobody(@TempDir Path data) throws Exception {
        var ports = NodePorts.free();
        try (var dev = NodeProcess.dev(data, ports);
                var worker = WorkerProcess.launch("printers", ports, HEAP_MEGABYTES)) {
            dev.awaitReady();
            RunsClient runs = dev.client().runs(Namespace.DEFAULT);
            var jobs = new Jobs(dev.client());
            jobs.awaitWorkers("printers", workers -> workers.size() == 1);
            jobs.create("printer", """
                    {"task": {"type": "shell", "app": "printers",
                              "script": "echo begins; yes %s | head -c %d; echo; echo ends"},
                     "retry": {"maxAttempts": 1}}""".formatted(LINE, PRINTED));
            jobs.create("beside", """
                    {"triggers": [{"every": "1s"}], "task": {"type": "shell", "app": "printers", "script": "true"}}""");
            RunId printer = jobs.trigger("printer");
            RunView begun = Jobs.until(() -> runs.get(printer), run -> run.state() != RunStatus.SCHEDULED);
            RunView ended =
                    Jobs.until(() -> runs.get(printer), run -> run.state().isFinal());

            assertThat(begun.state()).isEqualTo(RunStatus.RUNNING);
            assertThat(ended.state()).as(ended.document().text()).isEqualTo(RunStatus.SUCCEEDED);
            assertThat(worker.isAlive()).isTrue();
            assertHonest(log(runs, printer));
            var beside = new RunFilter(new JobName("beside"), Set.of(), null, null, false, null);
            Jobs.until(() -> runs.list(beside, null, Page.MAX_LIMIT).items(), PrinterTest::haveThreeSucceeded);
            assertThat(runs.list(beside, null, Page.MAX_LIMIT).items())
                    .extracting(RunView::state)
                    .doesNotContain(RunStatus.FAILED, RunStatus.CANCELLED);
        }
    }

    private static boolean haveThreeSucceeded(List<RunView> runs) {
        return runs.stream().filter(run -> run.state() == RunStatus.SUCCEEDED).count() >= 3;
    }

    /** All of it, once the end has come, which may be after the result. */
    private static List<LogView> log(RunsClient runs, RunId run) throws InterruptedException {
        return Jobs.until(
                () -> Page.collect(
                                Integer.MAX_VALUE,
                                cursor -> runs.logs(run, LogFilter.ALL, cursor, RunsClient.MAX_LOG_LINES))
                        .items(),
                lines -> !lines.isEmpty() && "ends".equals(lines.getLast().text()));
    }

    private static void assertHonest(List<LogView> lines) {
        assertThat(lines.getFirst().text()).isEqualTo("begins");
        assertThat(lines.get(1).text()).isEqualTo(LINE);
        long leftOut = lines.stream().mapToLong(LogView::leftOut).sum();
        long there = lines.stream().filter(line -> line.leftOut() == 0).count();
        assertThat(leftOut + there).isEqualTo(PRINTED / (LINE.length() + 1) + 3);
        assertThat(lines.stream()
                        .mapToLong(line -> line.document().text().length())
                        .sum())
                .isLessThan(KEPT);
    }
}
