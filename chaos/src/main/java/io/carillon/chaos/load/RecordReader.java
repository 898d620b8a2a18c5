package io.carillon.chaos.load;

import io.carillon.chaos.check.Recorded;
import io.carillon.chaos.witness.Entry;
import io.carillon.client.Page;
import io.carillon.client.RunFilter;
import io.carillon.client.RunView;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the record, as anybody can over REST. */
public final class RecordReader {

    private static final Set<String> FIRES = Set.of("fired", "caughtUp");

    private static final RunFilter UNDER_WAY =
            new RunFilter(null, Set.of(RunStatus.PENDING, RunStatus.SCHEDULED, RunStatus.RUNNING), null, null);

    private final Client client;

    public RecordReader(Client client) {
        this.client = client;
    }

    /** Whether nothing is under way or still to come. */
    public boolean hasEnded() {
        return client.ask(node -> node.runs(Namespace.DEFAULT).list(UNDER_WAY, null, 1))
                .items()
                .isEmpty();
    }

    /** All runs of a job, and the parts of those that have more than one. */
    public List<Recorded> read(String job, boolean hasParts) {
        var recorded = new ArrayList<Recorded>();
        for (RunView run : list(RunFilter.ofJob(new JobName(job)))) {
            recorded.add(recorded(run, null, 0));
            if (hasParts) {
                recorded.addAll(parts(run.id()));
            }
        }
        return recorded;
    }

    private List<Recorded> parts(RunId whole) {
        return list(new RunFilter(null, Set.of(), null, null, false, whole)).stream()
                .map(part -> recorded(part, whole.toString(), number(part.document(), "shardIndex")))
                .toList();
    }

    private List<RunView> list(RunFilter filter) {
        return Page.<RunView>collect(
                        Integer.MAX_VALUE,
                        cursor ->
                                client.ask(node -> node.runs(Namespace.DEFAULT).list(filter, cursor, Page.MAX_LIMIT)))
                .items();
    }

    private static Recorded recorded(RunView run, @Nullable String shardOf, int shardIndex) {
        return new Recorded(
                run.id().toString(),
                run.job().name().value(),
                run.state().name(),
                run.times().scheduledAt(),
                FIRES.contains(text(run.document(), "why", "cause", "type")),
                accepted(run),
                shardOf,
                shardIndex,
                run.document().text());
    }

    private static Entry.@Nullable Token accepted(RunView run) {
        String token = text(run.document(), "result", "token");
        return token.isEmpty() ? null : Entry.Token.parse(token);
    }

    /** The text at the end of a path; empty if there is none. */
    private static String text(Json.Obj document, String... path) {
        Json here = document;
        for (String name : path) {
            here = here instanceof Json.Obj object ? object.members().get(name) : null;
        }
        return here instanceof Json.Str text ? text.value() : "";
    }

    private static int number(Json.Obj document, String name) {
        Json there = document.members().get(name);
        if (there == null) {
            throw new IllegalStateException("no " + name + " in " + document.text());
        }
        return Integer.parseInt(there.text());
    }
}
