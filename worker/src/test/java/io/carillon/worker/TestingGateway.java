package io.carillon.worker;

import io.carillon.protocol.v1.Acknowledgements;
import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.Assignments;
import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.Heartbeat;
import io.carillon.protocol.v1.LogAck;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Refused;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.ResultAck;
import io.carillon.protocol.v1.Stop;
import io.carillon.protocol.v1.StopReason;
import io.carillon.protocol.v1.Stops;
import io.carillon.protocol.v1.Welcome;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.protocol.v1.WorkerGatewayGrpc;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A node as a worker sees it: a real gRPC server whose every word the test chooses. Only heartbeats it answers by itself. */
final class TestingGateway {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final Context.Key<String> CREDENTIAL = Context.key("credential");

    private final BlockingQueue<Session> sessions = new LinkedBlockingQueue<>();
    private final String token;
    private final Server server;
    private final int port;

    private TestingGateway(int wantedPort, String token) throws IOException {
        this.token = token;
        server = Grpc.newServerBuilderForPort(wantedPort, InsecureServerCredentials.create())
                .addService(ServerInterceptors.intercept(new Gateway(), new Guard()))
                .build()
                .start();
        this.port = server.getPort();
    }

    static TestingGateway open(String token) throws IOException {
        return new TestingGateway(0, token);
    }

    static TestingGateway openAt(int port, String token) throws IOException {
        return new TestingGateway(port, token);
    }

    int port() {
        return port;
    }

    /** The next stream that a worker opened and greeted on. */
    Session session() throws InterruptedException {
        var session = sessions.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (session == null) {
            throw new AssertionError("no worker came");
        }
        return session;
    }

    /** The next stream of a certain worker. */
    Session session(String workerId) throws InterruptedException {
        while (true) {
            var session = session();
            var hello = session.frame(WorkerFrame::hasHello).getHello();
            if (hello.getWorkerId().equals(workerId)) {
                return session;
            }
        }
    }

    void close() throws InterruptedException {
        server.shutdownNow();
        server.awaitTermination();
    }

    static Assignment.Builder assignment(String run, int number, String type) {
        return Assignment.newBuilder()
                .setAttempt(Attempt.newBuilder().setRunId(run).setEpoch(1).setNumber(number))
                .setTaskType(type)
                .setNamespace("default")
                .setJob("nightly")
                .setSettingsJson("{}")
                .setParamsJson("{}")
                .setShardTotal(1);
    }

    /** One stream of one worker. */
    static final class Session implements StreamObserver<WorkerFrame> {

        private final StreamObserver<NodeFrame> out;
        private final String credential;
        private final BlockingQueue<WorkerFrame> frames = new LinkedBlockingQueue<>();
        private final BlockingQueue<Result> results = new LinkedBlockingQueue<>();
        private volatile boolean answersHeartbeats = true;

        private Session(StreamObserver<NodeFrame> out, String credential) {
            this.out = out;
            this.credential = credential;
        }

        String credential() {
            return credential;
        }

        Session welcome(int heartbeatMillis) {
            return send(NodeFrame.newBuilder()
                    .setWelcome(Welcome.newBuilder()
                            .setNodeId("node-1")
                            .setProtocolVersion(1)
                            .setHeartbeatMillis(heartbeatMillis)));
        }

        /** One that takes logs too. */
        Session welcome(int heartbeatMillis, int logFrameBytes) {
            return send(NodeFrame.newBuilder()
                    .setWelcome(Welcome.newBuilder()
                            .setNodeId("node-1")
                            .setProtocolVersion(1)
                            .setHeartbeatMillis(heartbeatMillis)
                            .setLogFrameBytes(logFrameBytes)));
        }

        Session acknowledgeLogs(long sequence) {
            return send(NodeFrame.newBuilder().setLogAck(LogAck.newBuilder().setSequence(sequence)));
        }

        Session refuse(String code, String message) {
            return send(NodeFrame.newBuilder()
                    .setRefused(Refused.newBuilder().setCode(code).setMessage(message)));
        }

        Session assign(Assignment.Builder assignment) {
            return send(NodeFrame.newBuilder()
                    .setAssignments(Assignments.newBuilder().addAssignments(assignment)));
        }

        Session acknowledge(Result result) {
            var ack = ResultAck.newBuilder().setAttempt(result.getAttempt()).setAccepted(true);
            return send(NodeFrame.newBuilder()
                    .setAcknowledgements(Acknowledgements.newBuilder().addResults(ack)));
        }

        Session stop(Attempt attempt) {
            var stop = Stop.newBuilder().setAttempt(attempt).setReason(StopReason.STOP_REASON_CANCELLED);
            return send(NodeFrame.newBuilder().setStops(Stops.newBuilder().addStops(stop)));
        }

        /** Goes on reading, and says nothing any more. */
        void fallSilent() {
            answersHeartbeats = false;
        }

        /** The next frame of a kind; others are passed over. */
        WorkerFrame frame(Predicate<WorkerFrame> kind) throws InterruptedException {
            while (true) {
                var frame = frames.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                if (frame == null) {
                    throw new AssertionError("the worker did not send such a frame");
                }
                if (kind.test(frame)) {
                    return frame;
                }
            }
        }

        Result result() throws InterruptedException {
            var result = results.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (result == null) {
                throw new AssertionError("the worker did not send a result");
            }
            return result;
        }

        /** The next result, which is acknowledged at once. */
        Result answer() throws InterruptedException {
            var result = result();
            acknowledge(result);
            return result;
        }

        private synchronized Session send(NodeFrame.Builder frame) {
            out.onNext(frame.build());
            return this;
        }

        @Override
        public void onNext(WorkerFrame frame) {
            frames.add(frame);
            results.addAll(frame.getReports().getResultsList());
            if (frame.hasHeartbeat() && answersHeartbeats) {
                var echo =
                        Heartbeat.newBuilder().setSequence(frame.getHeartbeat().getSequence());
                send(NodeFrame.newBuilder().setHeartbeat(echo));
            }
        }

        @Override
        public void onError(Throwable error) {
            // The worker went away; a test that cares waits for what comes next.
        }

        @Override
        public void onCompleted() {
            out.onCompleted();
        }
    }

    private final class Gateway extends WorkerGatewayGrpc.WorkerGatewayImplBase {

        @Override
        public StreamObserver<WorkerFrame> connect(StreamObserver<NodeFrame> out) {
            var session = new Session(out, CREDENTIAL.get());
            sessions.add(session);
            return session;
        }
    }

    private final class Guard implements ServerInterceptor {

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            var credential = headers.get(AUTHORIZATION);
            if (credential == null || !credential.equals("Bearer " + token)) {
                call.close(Status.UNAUTHENTICATED.withDescription("the token is not known"), new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return Contexts.interceptCall(Context.current().withValue(CREDENTIAL, credential), call, headers, next);
        }
    }
}
