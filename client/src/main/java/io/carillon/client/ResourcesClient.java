package io.carillon.client;

import io.carillon.model.Namespace;
import io.carillon.model.ResourceKind;
import io.carillon.model.ResourceName;
import io.carillon.model.job.Reading;
import io.carillon.model.job.ResourceDocument;
import io.carillon.model.job.ResourceDraft;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The resources of one kind in one namespace. */
public final class ResourcesClient {

    private static final int NOT_FOUND = 404;

    private final ResourceKind kind;
    private final Namespace namespace;
    private final Transport transport;
    private final Lists lists;

    ResourcesClient(ResourceKind kind, Namespace namespace, Transport transport, Lists lists) {
        this.kind = kind;
        this.namespace = namespace;
        this.transport = transport;
        this.lists = lists;
    }

    /**
     * Makes a resource be as its draft says.
     *
     * @param expectedVersion the version that the change was made from, 0 if there was none; if it is another by now, the server
     *     refuses
     */
    public ResourceView put(ResourceDraft draft, int expectedVersion) {
        if (draft.key().kind() != kind || !draft.key().namespace().equals(namespace)) {
            throw new IllegalArgumentException(draft.key() + " is no " + kind.word() + " of namespace " + namespace);
        }
        var call =
                new Transport.Call("PUT", address(draft.key().name()), ResourceDocument.write(draft), expectedVersion);
        return ResourceView.of(kind, transport.send(call));
    }

    /** Creates the resource, replaces it, or finds that there is nothing to do. Safe to repeat. */
    public AppliedResource apply(ResourceDraft draft) {
        Optional<ResourceView> known = find(draft.key().name());
        if (known.isEmpty()) {
            return new AppliedResource(Applied.Outcome.CREATED, put(draft, 0));
        }
        ResourceView there = known.get();
        if (there.draft().equals(new Reading.Valid<>(draft))) {
            return new AppliedResource(Applied.Outcome.UNCHANGED, there);
        }
        return new AppliedResource(Applied.Outcome.REPLACED, put(draft, there.version()));
    }

    public ResourceView get(ResourceName name) {
        return ResourceView.of(kind, transport.send(Transport.Call.get(address(name))));
    }

    /** The resource, or nothing if there is none of this name. */
    public Optional<ResourceView> find(ResourceName name) {
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
     * A page of them.
     *
     * @param cursor where the page before this one ended; null for the first
     */
    public Page<ResourceView> list(@Nullable String cursor, int limit) {
        Address all = Address.inNamespace(namespace, kind.plural());
        return lists.page(all.with("limit", limit).with("cursor", cursor), json -> ResourceView.of(kind, json));
    }

    public void delete(ResourceName name) {
        transport.sendForStatus(Transport.Call.delete(address(name)));
    }

    /** Puts the events of an iCalendar file in the place of a calendar's rules. */
    public ResourceView importFile(ResourceName name, CalendarImport file) {
        Address address = address(name)
                .verb("import")
                .with("effect", file.effect())
                .with("weekdays", file.weekdays().isEmpty() ? null : String.join(",", file.weekdays()))
                .with("zone", file.zone())
                .with("until", file.until());
        return ResourceView.of(kind, transport.sendText(address, "text/calendar; charset=utf-8", file.text()));
    }

    /**
     * Which days of a calendar count.
     *
     * @param from the first day; null is today
     * @param to the last day; null is a month later
     */
    public List<DayView> days(ResourceName name, @Nullable String from, @Nullable String to) {
        Address address = Address.inNamespace(namespace, kind.plural(), name.value(), "days");
        return lists.page(address.with("from", from).with("to", to), DayView::of)
                .items();
    }

    private Address address(ResourceName name) {
        return Address.inNamespace(namespace, kind.plural(), name.value());
    }
}
