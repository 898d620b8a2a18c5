package io.carillon.worker;

import io.grpc.Status;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why a worker and a server that reach each other don't come to speak, so that somebody can mend it. */
final class TlsTrouble {

    private static final Pattern ALERT = Pattern.compile("\\b\\w+_ALERT_(\\w+)");

    /** What becomes of somebody who does not speak TLS where it is wanted: the server hangs up, in one of these manners. */
    private static final Pattern HUNG_UP = Pattern.compile(
            "Connection reset|Broken pipe|not SETTINGS|Network closed|end of stream", Pattern.CASE_INSENSITIVE);

    private TlsTrouble() {}

    /**
     * What it is; empty if it is something else.
     *
     * @param status how a stream ended on which nothing was ever heard
     */
    static Optional<String> of(Status status, boolean encrypted) {
        var causes = causes(status.getCause());
        return encrypted ? failed(causes) : unwanted(status, causes);
    }

    private static Optional<String> unwanted(Status status, List<Throwable> causes) {
        boolean hungUp = status.getCode() == Status.Code.UNAVAILABLE
                && HUNG_UP.matcher(status.getDescription() + " " + causes).find();
        return hungUp
                ? Optional.of("the server hung up before it said anything, as one does that wants TLS ("
                        + last(causes, status) + ")")
                : Optional.empty();
    }

    private static Optional<String> failed(List<Throwable> causes) {
        boolean ofTls = causes.stream()
                .anyMatch(cause -> cause instanceof SSLException || cause instanceof CertificateException);
        if (!ofTls) {
            return Optional.empty();
        }
        var alert = ALERT.matcher(causes.toString());
        if (alert.find()) {
            return Optional.of(refused(alert.group(1)));
        }
        var reason = causes.get(causes.size() - 1).getMessage();
        if (String.valueOf(reason).startsWith("not an SSL/TLS record")) {
            return Optional.of("the server does not speak TLS on this port");
        }
        if (causes.stream().anyMatch(CertificateExpiredException.class::isInstance)) {
            return Optional.of("the server's certificate has expired: " + reason);
        }
        return Optional.of(
                causes.stream().anyMatch(CertificateException.class::isInstance)
                        ? "the server's certificate is not to be trusted: " + reason
                        : "TLS failed: " + reason);
    }

    /** The server has said no, in the one word that TLS has for it. */
    private static String refused(String alert) {
        return switch (alert) {
            case "CERTIFICATE_REQUIRED" -> "the server wants a certificate, and this worker shows none";
            case "CERTIFICATE_EXPIRED" -> "the server says that this worker's certificate has expired";
            default -> "the server does not accept this worker's certificate, or no TLS that it offers (" + alert + ")";
        };
    }

    private static String last(List<Throwable> causes, Status status) {
        return causes.isEmpty()
                ? String.valueOf(status.getDescription())
                : String.valueOf(causes.get(causes.size() - 1).getMessage());
    }

    private static List<Throwable> causes(@Nullable Throwable first) {
        var causes = new ArrayList<Throwable>();
        for (var cause = first; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }
}
