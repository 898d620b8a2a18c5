package io.carillon.server.node.peer;

import io.carillon.engine.Command;
import io.carillon.gateway.peer.CommandWire;
import io.carillon.gateway.peer.PeerLine;
import io.carillon.gateway.peer.ReplyWire;
import io.carillon.gateway.peer.StoredRuns;
import io.carillon.model.NodeId;
import io.carillon.model.json.JsonException;
import io.carillon.protocol.v1.node.NodeGatewayGrpc;
import io.carillon.protocol.v1.node.NodeGatewayGrpc.NodeGatewayBlockingV2Stub;
import io.carillon.protocol.v1.node.NodeWire;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines to the other nodes, one connection each, made when there is something to say. */
public final class Peers implements PeerLine, AutoCloseable {

    /** A batch of runs as large as this node would take it from a user. */
    public static final int MAX_FRAME_BYTES = 16 * 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(Peers.class);
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    private final Map<NodeId, Line> lines = new ConcurrentHashMap<>();
    private final Map<NodeId, String> troubles = new ConcurrentHashMap<>();
    private final ChannelCredentials credentials;
    private final MeterRegistry registry;
    private final Metadata token;
    private final ReplyWire replies;

    public Peers(ChannelCredentials credentials, String token, StoredRuns stored, MeterRegistry registry) {
        this.credentials = credentials;
        this.registry = registry;
        this.token = new Metadata();
        this.token.put(AUTHORIZATION, "Bearer " + token);
        this.replies = new ReplyWire(stored);
    }

    private record Line(String address, ManagedChannel channel) {}

    @Override
    public Word ask(NodeId peer, String address, Command command, Duration patience) throws InterruptedException {
        Word word = send(peer, address, command, patience);
        registry.counter("carillon.commands.forwarded", "outcome", outcome(word))
                .increment();
        return word;
    }

    private static String outcome(Word word) {
        return switch (word) {
            case Word.Answered _ -> "answered";
            case Word.NotReached _ -> "not_reached";
            case Word.Lost _ -> "lost";
        };
    }

    private Word send(NodeId peer, String address, Command command, Duration patience) throws InterruptedException {
        NodeWire.Asked asked = CommandWire.write(command).toBuilder()
                .setPatienceMillis((int) patience.toMillis())
                .build();
        var departure = new Departure();
        try {
            var stub = stub(peer, address, patience).withOption(Departure.KEY, departure);
            Word word = answer(stub.ask(asked), command);
            troubles.remove(peer);
            return word;
        } catch (StatusException failed) {
            return failure(peer, failed.getStatus(), departure);
        }
    }

    private Word answer(NodeWire.Answered answered, Command command) {
        try {
            return replies.read(answered)
                    .<Word>map(Word.Answered::new)
                    .orElseGet(() -> new Word.Lost(
                            "its answer to " + command.getClass().getSimpleName() + " can't be read here"));
        } catch (IllegalArgumentException | JsonException unreadable) {
            return new Word.Lost("its answer can't be read here: " + unreadable.getMessage());
        }
    }

    /** A node that refused the token, or has no such service, has not looked at the command. */
    private Word failure(NodeId peer, Status status, Departure departure) {
        boolean untouched = switch (status.getCode()) {
            case UNAUTHENTICATED, PERMISSION_DENIED, UNIMPLEMENTED, RESOURCE_EXHAUSTED -> true;
            default -> false;
        };
        String reason = Trouble.of(status) + known(peer, Trouble.toBeMended(status));
        return untouched || !departure.hasTakenPlace() ? new Word.NotReached(reason) : new Word.Lost(reason);
    }

    /** What is to be mended is said once in the log, and whoever has no answer from the node hears of it until it is well again. */
    private String known(NodeId peer, Optional<String> trouble) {
        trouble.ifPresent(reason -> {
            if (!reason.equals(troubles.put(peer, reason))) {
                log.warn("event=peer-refused peer={} reason=\"{}\"", peer, reason);
            }
        });
        String last = troubles.get(peer);
        return last == null ? "" : "; " + last;
    }

    /** Has a node read again what all nodes know; true if it has. */
    boolean look(NodeId peer, String address, Duration patience) throws InterruptedException {
        try {
            stub(peer, address, patience).look(NodeWire.LookAsked.getDefaultInstance());
            return true;
        } catch (StatusException failed) {
            log.debug("event=peer-not-told peer={} reason=\"{}\"", peer, failed.getStatus());
            return false;
        }
    }

    /** Who is connected to another node; nobody if it does not say. */
    NodeWire.WorkersSeen workers(NodeId peer, String address, Duration patience) throws InterruptedException {
        try {
            return stub(peer, address, patience).workers(NodeWire.WorkersAsked.getDefaultInstance());
        } catch (StatusException failed) {
            log.debug("event=peer-silent peer={} reason=\"{}\"", peer, failed.getStatus());
            return NodeWire.WorkersSeen.getDefaultInstance();
        }
    }

    /** Hangs up on whoever is not there any more, or somewhere else. */
    public void keep(SortedMap<NodeId, String> addresses) {
        troubles.keySet().retainAll(addresses.keySet());
        lines.forEach((peer, line) -> {
            if (!line.address().equals(addresses.get(peer)) && lines.remove(peer, line)) {
                line.channel().shutdown();
            }
        });
    }

    @Override
    public void close() {
        lines.values().forEach(line -> line.channel().shutdownNow());
        lines.clear();
    }

    private NodeGatewayBlockingV2Stub stub(NodeId peer, String address, Duration patience) {
        Line line = lines.compute(peer, (_, known) -> {
            if (known != null && known.address().equals(address)) {
                return known;
            }
            if (known != null) {
                known.channel().shutdown();
            }
            return new Line(address, channel(address));
        });
        return NodeGatewayGrpc.newBlockingV2Stub(line.channel())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(token), Departure.NOTED)
                .withDeadlineAfter(patience);
    }

    private ManagedChannel channel(String address) {
        return NettyChannelBuilder.forTarget("dns:///" + address, credentials)
                .maxInboundMessageSize(MAX_FRAME_BYTES)
                .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
                .build();
    }
}
