package io.carillon.server.node.peer;

import io.grpc.Status;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why a question to another node came to nothing, in words for whoever looks after the nodes. */
final class Trouble {

    private static final String TOKEN =
            "it does not take this node's token: all nodes of a cluster need the same CARILLON_ADMIN_TOKEN";

    private Trouble() {}

    /** What gRPC says of it. */
    static String of(Status status) {
        return status.getCode() + (status.getDescription() == null ? "" : ": " + status.getDescription());
    }

    /** What only somebody who changes the settings of a node can mend; nothing of what may pass. Of TLS gRPC says no more than that there was something. */
    static Optional<String> toBeMended(Status status) {
        return status.getCode() == Status.Code.UNAUTHENTICATED ? Optional.of(TOKEN) : tls(status);
    }

    private static Optional<String> tls(Status status) {
        boolean isTls = causes(status).anyMatch(cause -> cause instanceof SSLException);
        if (!isTls) {
            return Optional.empty();
        }
        boolean isDoubted = causes(status).anyMatch(cause -> cause instanceof CertificateException);
        String reason =
                causes(status).reduce((_, deeper) -> deeper).map(Trouble::words).orElse("");
        return Optional.of(
                isDoubted
                        ? "this node does not trust its certificate (" + reason
                                + "): who vouches for other nodes is CARILLON_GRPC_TLS_PEER_CA"
                        : "no TLS came about with it (" + reason + ")");
    }

    private static Stream<Throwable> causes(Status status) {
        return Stream.iterate(status.getCause(), cause -> cause != null, Throwable::getCause);
    }

    private static String words(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
