package io.carillon.store;

import static io.carillon.store.Subject.ATTEMPT;
import static io.carillon.store.Subject.PARTITION;
import static io.carillon.store.Subject.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Write;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.Sequel;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of runs and attempts with bytes that somebody else has written: each is read, or is known to be unreadable, and nothing else happens. */
final class GarbageTest {

    private static final int TRIES = 20_000;

    @TempDir
    private Path directory;

    @Test
    void a_damaged_body_is_read_or_set_aside() {
        var random = new Random(4711);
        int unreadable = 0;
        try (Subject subject = Subject.open(directory)) {
            Job job = subject.job("job");
            List<Run> runs = runs(subject, job);
            for (int i = 0; i < TRIES; i++) {
                Run run = runs.get(i % runs.size());
                unreadable += isReadable(run, damaged(RunBody.write(run), random)) ? 0 : 1;
            }
        }

        assertThat(unreadable).isBetween(TRIES / 10, TRIES - 1);
    }

    private static List<Run> runs(Subject subject, Job job) {
        Json.Obj params = Json.object().put("a", "text").put("b", 7).build();
        Run run = Subject.withParams(subject.fired(job, T0), params);
        return List.of(
                run,
                run.withState(new RunState.Waiting(T0, T0, new RunError("E", "m", "d"))),
                run.withState(new RunState.Recovering(T0, ATTEMPT)),
                run.withState(new RunState.Sent(ATTEMPT)),
                run.withState(new RunState.Working(ATTEMPT, T0)),
                run.withState(new RunState.Split(3, T0)),
                run.withState(new RunState.Succeeded(ATTEMPT, T0, T0, params)),
                run.withState(new RunState.Failed(ATTEMPT, T0, T0, new RunError("E", "m", "d"))));
    }

    private static byte[] damaged(byte[] body, Random random) {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            body[random.nextInt(body.length)] = (byte) random.nextInt();
        }
        return body;
    }

    private static boolean isReadable(Run run, byte[] body) {
        var head = new RunBody.Head(
                run.id(), run.job(), StatusCode.of(run.state().status()), run.scheduledAt(), Sequel.NONE);
        try {
            return RunBody.read(head, body).id().equals(run.id());
        } catch (UnreadableRowException reason) {
            return false;
        }
    }

    @Test
    void a_damaged_attempt_is_read_or_set_aside() {
        var random = new Random(4711);
        var error = new RunError("E", "message", "detail");
        byte[] sound = AttemptBody.write(new Write.AddAttempt(PARTITION, new RunId(1), ATTEMPT, T0, error));
        int unreadable = 0;
        for (int i = 0; i < TRIES; i++) {
            unreadable += isReadable(damaged(sound.clone(), random)) ? 0 : 1;
        }

        assertThat(unreadable).isBetween(TRIES / 10, TRIES - 1);
    }

    private static boolean isReadable(byte[] attempt) {
        try {
            return AttemptBody.read(T0, attempt).endedAt().equals(T0);
        } catch (UnreadableRowException reason) {
            return false;
        }
    }
}
