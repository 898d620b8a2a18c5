package io.carillon.membership;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.AuthGrpc;
import io.etcd.jetcd.api.AuthenticateRequest;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A board in etcd: keys below a path. A change is a transaction that compares the revision, and brings how all looks after it. Reads
 * are linearizable, as etcd does them by itself. One member is spoken to; when it fails, the next.
 */
final class EtcdBoard implements Board {

    /** What etcd calls "not there". */
    private static final long NO_REVISION = 0;

    private static final Metadata.Key<String> TOKEN = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

    private final BoardAddress address;
    private final BoardAccess access;
    private final ChannelCredentials credentials;
    private final Line<Connection> line;
    private final AtomicInteger turn = new AtomicInteger();
    private final String prefix;
    private final RangeRequest everything;

    /** @param access is refused where its files can't be read */
    EtcdBoard(BoardAddress address, BoardAccess access) {
        this.address = address;
        this.access = access;
        this.credentials = address.tls() ? tls(access) : InsecureChannelCredentials.create();
        this.line = new Line<>(this::connect, Connection::close);
        this.prefix = address.path() + "/";
        this.everything = RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(prefix))
                .setRangeEnd(ByteString.copyFromUtf8(address.path() + "0"))
                .build();
    }

    private static ChannelCredentials tls(BoardAccess access) {
        TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
        try {
            if (access.authority() != null) {
                tls.trustManager(access.authority().toFile());
            }
            if (access.certificate() != null && access.key() != null) {
                tls.keyManager(access.certificate().toFile(), access.key().toFile());
            }
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "what etcd is to be shown or believed can't be read: " + unreadable, unreadable);
        }
        return tls.build();
    }

    /** @param stub with the token in each call, where there is a password */
    private record Connection(ManagedChannel channel, KVGrpc.KVBlockingStub stub) {

        private void close() {
            channel.shutdownNow();
        }
    }

    private Connection connect() {
        BoardAddress.Host host = address.host(turn.getAndIncrement());
        ManagedChannel channel = NettyChannelBuilder.forAddress(host.name(), host.port(), credentials)
                .build();
        try {
            KVGrpc.KVBlockingStub stub = KVGrpc.newBlockingStub(channel);
            return new Connection(channel, access.password() == null ? stub : signedIn(stub, channel));
        } catch (StatusRuntimeException refused) {
            channel.shutdownNow();
            throw refused;
        }
    }

    private KVGrpc.KVBlockingStub signedIn(KVGrpc.KVBlockingStub stub, ManagedChannel channel) {
        var request = AuthenticateRequest.newBuilder()
                .setName(access.user() == null ? "" : access.user())
                .setPassword(access.password())
                .build();
        var token = new Metadata();
        token.put(
                TOKEN,
                AuthGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .authenticate(request)
                        .getToken());
        return stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(token));
    }

    @Override
    public String kind() {
        return "etcd";
    }

    @Override
    public String place() {
        return address.toString();
    }

    @Override
    public Sight look() {
        return sight(run(TxnRequest.newBuilder().addSuccess(range()).build()));
    }

    @Override
    public Outcome put(String name, String text, long ifVersion) {
        var put = PutRequest.newBuilder().setKey(key(name)).setValue(ByteString.copyFromUtf8(text));
        var unchanged = Compare.newBuilder()
                .setKey(key(name))
                .setTarget(Compare.CompareTarget.MOD)
                .setResult(Compare.CompareResult.EQUAL)
                .setModRevision(ifVersion == ABSENT ? NO_REVISION : ifVersion);
        TxnResponse answer = run(TxnRequest.newBuilder()
                .addCompare(unchanged)
                .addSuccess(RequestOp.newBuilder().setRequestPut(put))
                .addSuccess(range())
                .addFailure(range())
                .build());
        return new Outcome(answer.getSucceeded(), sight(answer));
    }

    @Override
    public Sight remove(String name) {
        var remove = DeleteRangeRequest.newBuilder().setKey(key(name));
        return sight(run(TxnRequest.newBuilder()
                .addSuccess(RequestOp.newBuilder().setRequestDeleteRange(remove))
                .addSuccess(range())
                .build()));
    }

    private RequestOp range() {
        return RequestOp.newBuilder().setRequestRange(everything).build();
    }

    private ByteString key(String name) {
        return ByteString.copyFromUtf8(prefix + name);
    }

    private TxnResponse run(TxnRequest request) {
        try {
            Connection connection = line.get();
            try {
                return connection
                        .stub()
                        .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                        .txn(request);
            } catch (StatusRuntimeException failed) {
                line.drop(connection);
                throw failed;
            }
        } catch (StatusRuntimeException failed) {
            throw Failures.unavailable(this, reason(failed));
        }
    }

    /** What gRPC says of a deadline has figures in it, so that a log would take each for something new. */
    private static Exception reason(StatusRuntimeException failed) {
        return failed.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED
                ? new TimeoutException("no answer within " + PATIENCE.toMillis() + " ms")
                : failed;
    }

    /** The range is what a transaction does last. */
    private Sight sight(TxnResponse answer) {
        RangeResponse range =
                answer.getResponses(answer.getResponsesCount() - 1).getResponseRange();
        var notes = new TreeMap<String, Note>();
        for (KeyValue pair : range.getKvsList()) {
            String name = pair.getKey().toStringUtf8().substring(prefix.length());
            notes.put(name, new Note(pair.getValue().toStringUtf8(), pair.getModRevision()));
        }
        return new Sight(notes);
    }

    @Override
    public void close() {
        line.close();
    }
}
