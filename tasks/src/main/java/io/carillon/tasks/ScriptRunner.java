package io.carillon.tasks;

import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskOutcome.Failed;
import io.carillon.worker.task.TaskOutcome.Stopped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;

/** Runs a script in processes of its own, and leaves none of them behind. */
final class ScriptRunner {

    private static final Logger LOG = LoggerFactory.getLogger(ScriptRunner.class);

    /** How long a script has to end by itself after it was asked to. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    /** How long output is waited for after everyone who is known to write it is gone. */
    private static final Duration LAST_OUTPUT = Duration.ofSeconds(1);

    /** The kernel takes no variable of more than 128 KiB. */
    private static final int MAX_PARAMS_BYTES = 120 << 10;

    private static final String DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin";

    private final Optional<Path> setsid;
    private final String path;
    private final Duration grace;
    private final Containment containment;

    /** Without {@code setsid}, what a script started is traced by parentage and by its control group alone. */
    ScriptRunner(Optional<Path> setsid, String path, Duration grace, Containment containment) {
        this.setsid = setsid;
        this.path = path;
        this.grace = grace;
        this.containment = containment;
    }

    static ScriptRunner onThisMachine(Containment containment) {
        var setsid = List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid")).stream()
                .filter(Files::isExecutable)
                .findFirst();
        var path = System.getenv("PATH");
        return new ScriptRunner(setsid, path == null ? DEFAULT_PATH : path, GRACE, containment);
    }

    TaskOutcome run(Script script, JobContext run) throws IOException {
        var params = run.paramsJson();
        if (params.indexOf('\0') >= 0 || params.getBytes(StandardCharsets.UTF_8).length > MAX_PARAMS_BYTES) {
            return TaskOutcome.failedForGood(
                    "INVALID_PARAMS",
                    "the params do not fit in a variable: over " + MAX_PARAMS_BYTES + " bytes, or NUL");
        }
        var file = ScriptFile.write(script.text());
        try {
            return contained(script.interpreter(), file, run);
        } finally {
            delete(file, run);
        }
    }

    private TaskOutcome contained(Path interpreter, ScriptFile script, JobContext run) throws IOException {
        var control = containment.open();
        try {
            var command = command(interpreter, script);
            var process = start(control.map(group -> group.entering(command)).orElse(command), script, run);
            return follow(process, control, new OutputLines(run));
        } finally {
            control.ifPresent(group -> remove(group, run));
        }
    }

    private List<String> command(Path interpreter, ScriptFile script) {
        var command = new ArrayList<String>();
        setsid.ifPresent(program -> command.add(program.toString()));
        command.add(interpreter.toString());
        command.add(script.file().toString());
        return command;
    }

    private Process start(List<String> command, ScriptFile script, JobContext run) throws IOException {
        var builder = new ProcessBuilder(command)
                .directory(script.directory().toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(ScriptEnvironment.of(run, path));
        var process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private TaskOutcome follow(Process process, Optional<ControlGroup> control, OutputLines lines) {
        var group = new ProcessGroup(process, setsid.isPresent(), control);
        var output = new CapturedOutput(process.getInputStream(), lines);
        // A platform thread: a read of a pipe would hold on to the carrier of a virtual one.
        var reader = Thread.ofPlatform().daemon().name("carillon-output").start(output);
        boolean stopped = false;
        try {
            process.waitFor();
        } catch (InterruptedException stop) {
            stopped = true;
            group.terminate(grace);
        }
        group.kill();
        awaitLastOutput(reader);
        return stopped ? new Stopped() : judge(process.exitValue(), output.text(), control);
    }

    /** Waits for the last of the output. Someone may have got away with the pipe, so not for ever. */
    private static void awaitLastOutput(Thread reader) {
        try {
            reader.join(LAST_OUTPUT);
        } catch (InterruptedException late) {
            // There is nothing left to stop.
        }
    }

    private TaskOutcome judge(int exitCode, String output, Optional<ControlGroup> control) {
        var limitsMet = control.map(ControlGroup::limitsMet).orElse("");
        // Version 1 ends one process for want of memory, and a script that goes on without it may say that all is well.
        if (exitCode != 0 || control.map(ControlGroup::isMemoryMet).orElse(false)) {
            var why = limitsMet.isEmpty() ? "" : "; " + limitsMet;
            return new Failed("EXIT_CODE", "exit code " + exitCode + why, output, true);
        }
        var result =
                JsonNodeFactory.instance.objectNode().put("exitCode", exitCode).put("output", output);
        containment.limitsNotKept().ifPresent(reason -> result.put("limitsNotKept", reason));
        return TaskOutcome.succeeded(result.toString());
    }

    private static void remove(ControlGroup group, JobContext run) {
        try {
            group.remove();
        } catch (IOException failure) {
            LOG.warn("run={} control-group={} could not be removed", run.runId(), group.directories(), failure);
        }
    }

    private static void delete(ScriptFile script, JobContext run) {
        try {
            script.delete();
        } catch (IOException failure) {
            LOG.warn("run={} directory={} could not be deleted", run.runId(), script.directory(), failure);
        }
    }
}
