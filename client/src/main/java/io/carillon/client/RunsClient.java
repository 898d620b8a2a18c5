package io.carillon.client;

import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunStatus;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The runs of one namespace. */
public final class RunsClient {

    /** The most lines that the server puts into one page. */
    public static final int MAX_LOG_LINES = 1_000;

    private static final int MAX_BREAKS = 3;

    private final Namespace namespace;
    private final Transport transport;
    private final Lists lists;

    RunsClient(Namespace namespace, Transport transport, Lists lists) {
        this.namespace = namespace;
        this.transport = transport;
        this.lists = lists;
    }

    /**
     * A page of the runs.
     *
     * @param cursor where the page before this one ended; null for the first
     */
    public Page<RunView> list(RunFilter filter, @Nullable String cursor, int limit) {
        Address address = Address.inNamespace(namespace, "runs")
                .with("job", filter.job())
                .with("state", states(filter))
                .with("from", filter.from())
                .with("to", filter.to())
                .with("dead", filter.dead() ? "true" : null)
                .with("shardOf", filter.shardOf())
                .with("limit", limit)
                .with("cursor", cursor);
        return lists.page(address, RunView::of);
    }

    /** A run with all its attempts. */
    public RunView get(RunId id) {
        return RunView.of(transport.send(Transport.Call.get(run(id))));
    }

    /**
     * A page of what a run has said.
     *
     * @param cursor where the page before this one ended; null for the first
     * @param limit at most {@link #MAX_LOG_LINES}
     */
    public Page<LogView> logs(RunId id, LogFilter filter, @Nullable String cursor, int limit) {
        return lists.page(logs(id, filter).with("limit", limit).with("cursor", cursor), LogView::of);
    }

    /**
     * Reads what a run says until it has ended. A stream that breaks is opened again where it broke; if it breaks several times with
     * nothing in between, that is an error.
     *
     * @return how the run has ended
     */
    public String followLogs(RunId id, LogFilter filter, Consumer<LogView> lines) {
        var events = new LogEvents(lines);
        int breaks = 0;
        while (true) {
            String before = events.id();
            Address address = logs(id, filter).with("follow", true).with("cursor", before);
            transport.stream(address, events::read);
            String state = events.state();
            if (state != null) {
                return state;
            }
            breaks = Objects.equals(before, events.id()) ? breaks + 1 : 0;
            if (breaks >= MAX_BREAKS) {
                throw new CarillonProtocolException("the server ends the log of run " + id + " again and again");
            }
        }
    }

    /** Asks for the run's end. It may still be running in the answer: its worker has to be told. */
    public RunView cancel(RunId id) {
        return RunView.of(transport.send(Transport.Call.post(run(id).verb("cancel"), Json.Obj.EMPTY)));
    }

    /** Says how something ended that a run's attempt has begun and that went on elsewhere, in the stead of whoever should have called back. */
    public RunView complete(RunId id, Completion completion) {
        return RunView.of(transport.send(Transport.Call.post(run(id).verb("complete"), completion.document())));
    }

    /** Asks for the work of a run that has ended to be done again, and gives the run that will. */
    public RunView rerun(RunId id, TriggerRequest request) {
        return RunView.of(transport.send(request.call(run(id).verb("rerun"))));
    }

    /** Takes a run off the list of dead letters. */
    public RunView discard(RunId id) {
        return RunView.of(transport.send(Transport.Call.post(run(id).verb("discard"), Json.Obj.EMPTY)));
    }

    /**
     * Asks for many runs of a job: all of them, or none if anything is wrong with one.
     *
     * @param requests at most 10,000; {@link RunFeed} is the way for more
     * @return the runs in the same order; a request whose key was used before gives the run that is there
     */
    public List<RunId> batch(JobName job, List<TriggerRequest> requests) {
        var body = Json.object()
                .put("job", job.value())
                .put(
                        "runs",
                        Json.array(
                                requests.stream().map(TriggerRequest::document).toList()))
                .build();
        Address address = Address.inNamespace(namespace, "runs").verb("batch");
        boolean keyed = requests.stream().allMatch(request -> request.key() != null);
        Transport.Call call = keyed ? Transport.Call.keyed(address, body) : Transport.Call.post(address, body);
        return Fields.of("batch", transport.send(call)).strings("ids").stream()
                .map(RunView::id)
                .toList();
    }

    private static @Nullable String states(RunFilter filter) {
        String names = filter.states().stream().sorted().map(RunStatus::name).collect(Collectors.joining(","));
        return names.isEmpty() ? null : names;
    }

    private Address logs(RunId id, LogFilter filter) {
        return Address.inNamespace(namespace, "runs", id.toString(), "logs")
                .with("attempt", filter.attempt())
                .with("contains", filter.contains());
    }

    private Address run(RunId id) {
        return Address.inNamespace(namespace, "runs", id.toString());
    }
}
