package io.carillon.model.job;

import io.carillon.model.CompactMap;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents of jobs, very many of them, and remembers their parts by their text. A million definitions differ in a name, a
 * minute and a number: whatever else they say is understood once, and shared by all that say it.
 *
 * <p>It gives what {@link JobDocument#read} gives, because a document is made of its parts: a text that was valid with one name, one
 * list of triggers and one task is valid with others that are valid themselves. What does not look as this program writes it, or has
 * a mistake anywhere, is left to that method.
 */
public final class DocumentMemory {

    private static final int MAX_KNOWN = 150_000;

    /** What says more than this is hardly said twice. */
    private static final int LONGEST_PART = 500;

    private final Map<Object, Object> known;

    /** @param known where it remembers; as many threads may read with one memory as may use this map */
    public DocumentMemory(Map<Object, Object> known) {
        this.known = known;
    }

    /** What a text means, at a place where texts mean something. */
    private sealed interface Part {

        record Frame(String text) implements Part {}

        record Labels(String text) implements Part {}

        record Triggers(String text) implements Part {}

        record Task(String text) implements Part {}
    }

    /** What a document says beside its parts. */
    private record Rest(Namespace namespace, JobSpec policies) {}

    private record Labelled(Map<String, String> labels) {}

    private record Triggered(List<Trigger> triggers) {}

    private static final Labelled UNLABELLED = new Labelled(CompactMap.sortedCopyOf(Map.<String, String>of()));
    private static final Triggered ON_REQUEST = new Triggered(List.of());

    /**
     * Reads a document that names its own namespace.
     *
     * @throws JsonException when the text is not JSON
     */
    public Reading<JobDraft> read(String text) {
        DocumentParts parts = DocumentParts.of(text);
        JobDraft draft = parts == null ? null : compose(text, parts);
        return draft == null ? JobDocument.read(Json.parse(text)) : new Reading.Valid<>(draft);
    }

    private @Nullable JobDraft compose(String text, DocumentParts parts) {
        String name = parts.name();
        String frame = parts.taskFrame();
        if (name == null || frame == null || !isPlain(name)) {
            return null;
        }
        try {
            Rest rest = rest(parts.frame(), text);
            TaskSpec task = task(frame, parts);
            Triggered triggered = triggered(parts.triggers());
            Labelled labelled = labelled(parts.labels());
            if (rest == null || task == null || triggered == null || labelled == null) {
                return null;
            }
            var key = new JobKey(rest.namespace(), new JobName(name.substring(1, name.length() - 1)));
            JobSpec spec =
                    rest.policies().but(task).triggers(triggered.triggers()).build();
            return new JobDraft(key, labelled.labels(), spec);
        } catch (JsonException | IllegalArgumentException _) {
            return null;
        }
    }

    private static boolean isPlain(String string) {
        return string.startsWith("\"") && string.indexOf('\\') < 0;
    }

    private @Nullable Rest rest(String frame, String text) {
        var part = new Part.Frame(frame);
        if (known.get(part) instanceof Rest rest) {
            return rest;
        }
        if (!(JobDocument.read(Json.parse(text)) instanceof Reading.Valid<JobDraft>(JobDraft draft))) {
            return null;
        }
        var rest = new Rest(one(draft.key().namespace()), draft.spec());
        remember(part, frame, rest);
        return rest;
    }

    private @Nullable TaskSpec task(String frame, DocumentParts parts) {
        var part = new Part.Task(frame);
        TaskSpec same = known.get(part) instanceof TaskSpec task ? task : null;
        if (same == null) {
            var problems = new ArrayList<Problem>();
            TaskSpec read =
                    JobDocument.task(around("task", parts.task(), problems)).orElse(null);
            if (read == null || !problems.isEmpty()) {
                return null;
            }
            same = new TaskSpec(one(read.type()), one(read.app()), read.settings(), Json.Obj.EMPTY);
            remember(part, frame, same);
        }
        String params = parts.params();
        return params == null ? same : new TaskSpec(same.type(), same.app(), same.settings(), Json.Obj.ofText(params));
    }

    private @Nullable Triggered triggered(@Nullable String text) {
        if (text == null) {
            return ON_REQUEST;
        }
        var part = new Part.Triggers(text);
        if (known.get(part) instanceof Triggered triggered) {
            return triggered;
        }
        var problems = new ArrayList<Problem>();
        List<Trigger> read = TriggerReader.readAll(around("triggers", text, problems));
        if (!problems.isEmpty()) {
            return null;
        }
        var triggered =
                new Triggered(List.copyOf(read.stream().map(this::shared).toList()));
        remember(part, text, triggered);
        return triggered;
    }

    private @Nullable Labelled labelled(@Nullable String text) {
        if (text == null) {
            return UNLABELLED;
        }
        var part = new Part.Labels(text);
        if (known.get(part) instanceof Labelled labelled) {
            return labelled;
        }
        var problems = new ArrayList<Problem>();
        Map<String, String> read = DocumentHead.labels(around("labels", text, problems));
        if (!problems.isEmpty()) {
            return null;
        }
        var labelled = new Labelled(CompactMap.sortedCopyOf(read));
        remember(part, text, labelled);
        return labelled;
    }

    private static ObjectReader around(String member, @Nullable String text, List<Problem> problems) {
        Json value = text == null ? Json.Null.VALUE : Json.parse(text);
        return new ObjectReader(Json.object().put(member, value).build(), "", problems);
    }

    private Trigger shared(Trigger trigger) {
        return switch (trigger) {
            case Trigger.Cron cron ->
                new Trigger.Cron(
                        cron.expression(),
                        cron.dialect(),
                        one(cron.zone()),
                        one(cron.changes()),
                        shared(cron.options()));
            case Trigger.Every _, Trigger.Delay _, Trigger.At _ -> trigger;
        };
    }

    private TriggerOptions shared(TriggerOptions options) {
        return options.equals(TriggerOptions.NONE) ? TriggerOptions.NONE : one(options);
    }

    private void remember(Part part, String text, Object meaning) {
        if (part instanceof Part.Frame || text.length() <= LONGEST_PART) {
            makeRoom();
            known.put(part, meaning);
        }
    }

    @SuppressWarnings("unchecked") // What is known under a value is equal to it, and so of its kind.
    private <T> T one(T value) {
        makeRoom();
        return (T) known.computeIfAbsent(value, same -> same);
    }

    /** Forgetting costs nothing but time: what is shared stays shared. */
    private void makeRoom() {
        if (known.size() >= MAX_KNOWN) {
            known.clear();
        }
    }
}
