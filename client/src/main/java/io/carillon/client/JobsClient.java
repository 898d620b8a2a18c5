package io.carillon.client;

import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The jobs of one namespace. */
public final class JobsClient {

    private static final int NOT_FOUND = 404;

    private final Namespace namespace;
    private final Transport transport;
    private final Lists lists;

    JobsClient(Namespace namespace, Transport transport, Lists lists) {
        this.namespace = namespace;
        this.transport = transport;
        this.lists = lists;
    }

    public JobView create(JobDraft draft) {
        return JobView.of(transport.send(Transport.Call.post(jobs(), document(draft))));
    }

    /**
     * Replaces a definition.
     *
     * @param expectedVersion the version that the change was made from; if the job has another by now, the server refuses
     */
    public JobView replace(JobDraft draft, int expectedVersion) {
        return JobView.of(
                transport.send(new Transport.Call("PUT", job(draft.key().name()), document(draft), expectedVersion)));
    }

    /** Creates the job, replaces its definition, or finds that there is nothing to do. Safe to repeat. */
    public Applied apply(JobDraft draft) {
        Optional<JobView> known = find(draft.key().name());
        if (known.isEmpty()) {
            return new Applied(Applied.Outcome.CREATED, create(draft));
        }
        JobView job = known.get();
        if (job.draft().equals(new Reading.Valid<>(draft))) {
            return new Applied(Applied.Outcome.UNCHANGED, job);
        }
        return new Applied(Applied.Outcome.REPLACED, replace(draft, job.version()));
    }

    public JobView get(JobName name) {
        return JobView.of(transport.send(Transport.Call.get(job(name))));
    }

    /** The job, or nothing if there is none of this name. */
    public Optional<JobView> find(JobName name) {
        try {
            return Optional.of(get(name));
        } catch (CarillonApiException refused) {
            if (refused.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /**
     * A page of the jobs.
     *
     * @param cursor where the page before this one ended; null for the first
     */
    public Page<JobView> list(@Nullable String cursor, int limit) {
        return lists.page(jobs().with("limit", limit).with("cursor", cursor), JobView::of);
    }

    public void delete(JobName name) {
        transport.sendForStatus(Transport.Call.delete(job(name)));
    }

    public JobView pause(JobName name) {
        return JobView.of(post(job(name).verb("pause"), Json.Obj.EMPTY));
    }

    public JobView resume(JobName name) {
        return JobView.of(post(job(name).verb("resume"), Json.Obj.EMPTY));
    }

    /** Asks for a run. */
    public RunView trigger(JobName name, TriggerRequest request) {
        return RunView.of(transport.send(request.call(job(name).verb("trigger"))));
    }

    /** The next fires of the job's triggers. */
    public Preview fires(JobName name, int count) {
        Address address =
                Address.inNamespace(namespace, "jobs", name.value(), "fires").with("count", count);
        return Preview.of(transport.send(Transport.Call.get(address)));
    }

    /** The job's versions, each as it was. The server gives no more than its latest 200. */
    public List<JobView> versions(JobName name) {
        return lists.page(Address.inNamespace(namespace, "jobs", name.value(), "versions"), JobView::of)
                .items();
    }

    /**
     * Makes an earlier definition the job's again, as a new version.
     *
     * @param expectedVersion the version that the job must still have; null if it does not matter
     */
    public JobView restore(JobName name, int version, @Nullable Integer expectedVersion) {
        Address address = Address.inNamespace(namespace, "jobs", name.value(), "versions", Integer.toString(version))
                .verb("restore");
        return JobView.of(transport.send(new Transport.Call("POST", address, Json.Obj.EMPTY, expectedVersion)));
    }

    private Json post(Address address, Json body) {
        return transport.send(Transport.Call.post(address, body));
    }

    private Address jobs() {
        return Address.inNamespace(namespace, "jobs");
    }

    private Address job(JobName name) {
        return Address.inNamespace(namespace, "jobs", name.value());
    }

    private Json.Obj document(JobDraft draft) {
        if (!draft.key().namespace().equals(namespace)) {
            throw new IllegalArgumentException(draft.key() + " is not of namespace " + namespace);
        }
        return JobDocument.write(draft.key(), draft.labels(), draft.spec());
    }
}
