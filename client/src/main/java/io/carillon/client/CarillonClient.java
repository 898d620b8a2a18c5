package io.carillon.client;

import io.carillon.model.AppName;
import io.carillon.model.Namespace;
import io.carillon.model.ResourceKind;
import io.carillon.model.json.Json;
import java.util.List;

/**
 * A server's API. Safe to share between threads; close it when it is no longer needed.
 *
 * <p>Every method throws a {@link CarillonClientException} when it does not get the answer that it is for.
 */
public final class CarillonClient implements AutoCloseable {

    private final Transport transport;
    private final Lists lists;

    CarillonClient(Transport transport) {
        this.transport = transport;
        this.lists = new Lists(transport);
    }

    public static CarillonClientBuilder builder() {
        return new CarillonClientBuilder();
    }

    /** The jobs of a namespace. */
    public JobsClient jobs(Namespace namespace) {
        return new JobsClient(namespace, transport, lists);
    }

    /** The resources of a kind in a namespace: its calendars, its limits. */
    public ResourcesClient resources(ResourceKind kind, Namespace namespace) {
        return new ResourcesClient(kind, namespace, transport, lists);
    }

    /** The runs of a namespace. */
    public RunsClient runs(Namespace namespace) {
        return new RunsClient(namespace, transport, lists);
    }

    public List<WorkerView> workers() {
        return lists.whole("workers", WorkerView::of);
    }

    public List<NodeView> nodes() {
        return lists.whole("nodes", NodeView::of);
    }

    public List<PartitionView> partitions() {
        return lists.whole("partitions", PartitionView::of);
    }

    public List<AppName> apps() {
        return lists.whole("apps", app -> Fields.of("app", app).parsed("name", AppName::new));
    }

    /** Makes an app known, so that workers may join it. One that is known stays as it is. */
    public void declareApp(AppName app) {
        transport.sendForStatus(new Transport.Call("PUT", Address.of("apps", app.value()), Json.Obj.EMPTY, null));
    }

    /**
     * Goes on with a database that was restored to an earlier point in time, and returns what was found about it. One that was not is
     * refused with {@code not-restored}.
     */
    public String acceptDatabase() {
        var call = Transport.Call.post(Address.of("database").verb("accept"), Json.Obj.EMPTY);
        return Fields.of("database", transport.send(call)).string("accepted");
    }

    /** When a schedule would fire, by the server's clock and rules. */
    public Preview preview(PreviewRequest request) {
        var call = Transport.Call.post(Address.of("schedules").verb("preview"), request.document());
        return Preview.of(transport.send(call));
    }

    /**
     * Feeds a node with runs over gRPC, without TLS and as whoever asks here; {@link RunFeed#builder} has more to say. The feed is to be
     * closed by itself.
     *
     * @param address of a node's gRPC port, like {@code localhost:9090}
     */
    public RunFeed feed(String address) {
        var feed = RunFeed.builder().node(address).patience(transport.limits().call());
        String token = transport.token();
        return (token == null ? feed : feed.token(token)).build();
    }

    /** Breaks off what is under way. */
    @Override
    public void close() {
        transport.close();
    }
}
