package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.CarillonClient;
import io.carillon.client.CarillonUnreachableException;
import io.carillon.client.JobView;
import io.carillon.client.RunErrorView;
import io.carillon.client.RunView;
import io.carillon.client.TriggerRequest;
import io.carillon.client.WorkerView;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What an attack asks of the server that it attacks, as any user would. */
final class Jobs {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final CarillonClient client;

    Jobs(CarillonClient client) {
        this.client = client;
    }

    /** A job of the default namespace; the spec is JSON. */
    JobView create(String name, String spec) {
        String document = """
                {"apiVersion": "carillon/v1", "kind": "Job", "metadata": {"name": "%s"}, "spec": %s}
                """.formatted(name, spec);
        return switch (JobDocument.read(Json.parse(document))) {
            case Reading.Valid<JobDraft> valid -> client.jobs(Namespace.DEFAULT).create(valid.value());
            case Reading.Invalid<JobDraft> invalid -> throw new AssertionError(invalid.problems());
        };
    }

    RunId trigger(String job) {
        return client.jobs(Namespace.DEFAULT)
                .trigger(new JobName(job), TriggerRequest.PLAIN)
                .id();
    }

    /** A job, and a run of it. */
    RunId begin(String name, String spec) {
        create(name, spec);
        return trigger(name);
    }

    void cancel(RunId run) {
        client.runs(Namespace.DEFAULT).cancel(run);
    }

    RunView get(RunId run) {
        return client.runs(Namespace.DEFAULT).get(run);
    }

    RunView await(RunId run, RunStatus state) throws InterruptedException {
        RunView seen = until(
                () -> get(run), view -> view.state() == state || view.state().isFinal());
        assertThat(seen.state()).as(seen.document().text()).isEqualTo(state);
        return seen;
    }

    /** Waits until the workers of an app are as wanted. */
    void awaitWorkers(String app, Predicate<List<WorkerView>> wanted) throws InterruptedException {
        until(
                () -> client.workers().stream()
                        .filter(worker -> worker.app().equals(app))
                        .toList(),
                wanted);
    }

    /** The codes of what became of its attempts that came to nothing, in their order. */
    static List<String> failures(RunView run) {
        return run.attempts().stream()
                .flatMap(attempt -> Optional.ofNullable(attempt.error()).stream())
                .map(RunErrorView::code)
                .toList();
    }

    /** Whether a node takes questions already, or again. */
    static boolean answers(CarillonClient client) {
        try {
            return !client.nodes().isEmpty();
        } catch (CarillonUnreachableException silent) {
            return false;
        }
    }

    static <T> T until(Supplier<T> question, Predicate<T> wanted) throws InterruptedException {
        T answer = question.get();
        for (int beat = 0; beat < PATIENCE.toMillis() / 100 && !wanted.test(answer); beat++) {
            Thread.sleep(100);
            answer = question.get();
        }
        assertThat(wanted.test(answer)).as("not in time: %s", answer).isTrue();
        return answer;
    }
}
