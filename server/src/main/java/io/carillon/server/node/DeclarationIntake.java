package io.carillon.server.node;

import io.carillon.engine.Catalog;
import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.engine.SessionId;
import io.carillon.engine.StoreException;
import io.carillon.gateway.Answerer;
import io.carillon.gateway.DeclarationSink;
import io.carillon.gateway.LiveDeclarations;
import io.carillon.model.AppName;
import io.carillon.model.JobKey;
import io.carillon.model.job.Declaration;
import io.carillon.model.job.DeclaredMerge;
import io.carillon.model.job.Difference;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDraft;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides about the jobs that code declares, one worker after the other, on a thread of its own. What is there is read from the
 * store, and the job's owner is asked to go on from just that: if it has changed meanwhile, all is looked at again.
 */
final class DeclarationIntake implements DeclarationSink, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DeclarationIntake.class);
    private static final int FRAME_BYTES = 1 << 20;
    private static final int LOOKS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Catalog catalog;
    private final Answerer owners;
    private final InstantSource clock;
    private final MeterRegistry registry;
    private final LiveDeclarations live = new LiveDeclarations();
    private final Set<SessionId> underWay = ConcurrentHashMap.newKeySet();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Threads.named("carillon-declarations"));

    DeclarationIntake(Catalog catalog, Answerer owners, InstantSource clock, MeterRegistry registry) {
        this.catalog = catalog;
        this.owners = owners;
        this.clock = clock;
        this.registry = registry;
    }

    LiveDeclarations live() {
        return live;
    }

    @Override
    public int frameBytes() {
        return FRAME_BYTES;
    }

    @Override
    public void take(SessionId worker, AppName app, List<Declared> declared, Answer answer) {
        List<JobKey> keys = declared.stream()
                .flatMap(each -> Optional.ofNullable(each.key()).stream())
                .toList();
        live.declare(worker, app, keys, clock.instant());
        if (underWay.add(worker)) {
            thread.execute(() -> {
                List<Outcome> outcomes = decided(declared);
                underWay.remove(worker);
                answer.decided(outcomes);
            });
        } else {
            answer.decided(later(declared, "busy", "what this worker declared before is being decided"));
        }
    }

    @Override
    public void left(SessionId worker) {
        live.left(worker, clock.instant());
    }

    /** Waits for nothing: whoever is not answered says it again to another node. */
    @Override
    public void close() {
        thread.shutdownNow();
    }

    /** Whatever goes wrong, the worker is told, and those after it have their turn. */
    private List<Outcome> decided(List<Declared> declared) {
        try {
            return decide(declared);
        } catch (RuntimeException bug) {
            log.error("event=declarations-undecided", bug);
            return later(declared, "internal-error", "the node could not decide; its log says why");
        }
    }

    private static List<Outcome> later(List<Declared> declared, String code, String message) {
        return Collections.nCopies(declared.size(), new Outcome.Later(code, message));
    }

    /** If the owner of one does not answer, nobody waits for the others. */
    private List<Outcome> decide(List<Declared> declared) {
        var outcomes = new ArrayList<Outcome>();
        Outcome.@Nullable Later later = null;
        for (Declared each : declared) {
            Outcome outcome = later == null ? decide(each) : later;
            later = outcome instanceof Outcome.Later silent ? silent : null;
            registry.counter("carillon.declarations", "outcome", word(outcome)).increment();
            outcomes.add(outcome);
        }
        return outcomes;
    }

    private Outcome decide(Declared declared) {
        JobKey key = declared.key();
        Declaration said = declared.said();
        if (key == null || said == null) {
            return new Outcome.Refused("invalid-declaration", "the declaration is not valid", declared.problems());
        }
        try {
            for (int look = 0; look < LOOKS; look++) {
                Outcome outcome = decide(key, said);
                if (outcome != null) {
                    return outcome;
                }
            }
            return new Outcome.Later("job-changing", "job " + key + " is being changed by others");
        } catch (StoreException unreachable) {
            return new Outcome.Later("database-unreachable", String.valueOf(unreachable.getMessage()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new Outcome.Later("stopping", "this node is stopping");
        }
    }

    /** What becomes of it; null if the job is not as it was when this looked. */
    private @Nullable Outcome decide(JobKey key, Declaration said) throws InterruptedException {
        Job there = catalog.job(key).orElse(null);
        Declaration deleted =
                there == null ? catalog.deletedDeclared(key).map(Job::declared).orElse(null) : null;
        return switch (DeclaredMerge.of(key, said, there, deleted)) {
            case DeclaredMerge.Create(var draft) -> ask(draft, said, Command.ABSENT, new Outcome.Created());
            case DeclaredMerge.Change(var draft, var differences) ->
                ask(draft, said, version(there), new Outcome.Updated(differences));
            case DeclaredMerge.Keep(var draft, var differences) -> keep(draft, said, there, differences);
            case DeclaredMerge.Older(var differences) -> new Outcome.Outdated(differences);
            case DeclaredMerge.Deleted() ->
                new Outcome.Refused(
                        "deleted-on-server",
                        "job " + key + " was deleted on the server; make it anew there, or enforce what the code says",
                        List.of());
            case DeclaredMerge.Taken _ ->
                new Outcome.Refused(
                        "name-taken", "the job " + key + " that is there is other work than this handler's", List.of());
            case DeclaredMerge.Invalid(var problems) ->
                new Outcome.Refused("invalid-declaration", "the declaration makes no valid job", problems);
        };
    }

    private @Nullable Outcome keep(JobDraft draft, Declaration said, @Nullable Job there, List<Difference> differences)
            throws InterruptedException {
        var kept = new Outcome.Kept(differences);
        boolean known = there != null && said.equals(there.declared());
        return known ? kept : ask(draft, said, version(there), kept);
    }

    private @Nullable Outcome ask(JobDraft draft, Declaration said, int version, Outcome done)
            throws InterruptedException {
        Reply reply = owners.ask(new Command.DeclareJob(draft, said, version), PATIENCE);
        if (!(reply instanceof Reply.Refused refused)) {
            return done;
        }
        return switch (refused.kind()) {
            case PRECONDITION_FAILED, NOT_FOUND, CONFLICT -> null;
            case UNAVAILABLE -> new Outcome.Later(refused.code(), refused.message());
            case INVALID -> new Outcome.Refused(refused.code(), refused.message(), refused.problems());
        };
    }

    private static int version(@Nullable Job there) {
        return Objects.requireNonNull(there).version();
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Created _ -> "created";
            case Outcome.Updated _ -> "updated";
            case Outcome.Kept(var differences) -> differences.isEmpty() ? "unchanged" : "differs";
            case Outcome.Outdated _ -> "outdated";
            case Outcome.Refused _ -> "refused";
            case Outcome.Later _ -> "later";
        };
    }
}
