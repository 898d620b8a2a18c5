package io.carillon.server.node.peer;

import io.carillon.engine.StoreException;
import io.carillon.gateway.WorkerView;
import io.carillon.gateway.peer.PeerCalls;
import io.carillon.gateway.peer.WorkersWire;
import io.carillon.protocol.v1.node.NodeGatewayGrpc;
import io.carillon.protocol.v1.node.NodeWire;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What other nodes ask of this one, each question on a thread of its own. */
public final class PeerEndpoint extends NodeGatewayGrpc.NodeGatewayImplBase implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PeerEndpoint.class);

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("carillon-peer-", 0).factory());
    private final PeerCalls calls;
    private final Runnable look;
    private final Supplier<List<WorkerView>> workers;

    /**
     * @param look reads again what all nodes know
     * @param workers those that are connected here
     */
    public PeerEndpoint(PeerCalls calls, Runnable look, Supplier<List<WorkerView>> workers) {
        this.calls = calls;
        this.look = look;
        this.workers = workers;
    }

    @Override
    public void ask(NodeWire.Asked asked, StreamObserver<NodeWire.Answered> to) {
        threads.execute(() -> answer(to, () -> calls.answer(asked)));
    }

    @Override
    public void look(NodeWire.LookAsked asked, StreamObserver<NodeWire.Looked> to) {
        threads.execute(() -> answer(to, () -> {
            look.run();
            return NodeWire.Looked.getDefaultInstance();
        }));
    }

    @Override
    public void workers(NodeWire.WorkersAsked asked, StreamObserver<NodeWire.WorkersSeen> to) {
        answer(to, () -> WorkersWire.write(workers.get()));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private interface Answer<T> {

        T give() throws InterruptedException;
    }

    /** Whatever goes wrong here, who asked is told of it: it would wait until its patience is over. */
    private static <T> void answer(StreamObserver<T> to, Answer<T> answer) {
        try {
            to.onNext(answer.give());
            to.onCompleted();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            refuse(to, Status.UNAVAILABLE, "stopping");
        } catch (StoreException failed) {
            refuse(to, Status.UNAVAILABLE, "its database does not answer: " + failed.getMessage());
        } catch (RuntimeException unexpected) {
            log.error("event=peer-not-answered", unexpected);
            refuse(to, Status.INTERNAL, "it failed: " + unexpected);
        }
    }

    private static void refuse(StreamObserver<?> to, Status status, String reason) {
        to.onError(status.withDescription(reason).asRuntimeException());
    }
}
