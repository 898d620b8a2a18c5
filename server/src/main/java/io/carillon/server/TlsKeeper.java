package io.carillon.server;

import io.grpc.ChannelCredentials;
import io.grpc.ServerCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the node shows to those who dial it, and whom it believes, as the files say at present: certificates are renewed without a
 * restart. Files that can't be used meanwhile change nothing, and the log says so.
 */
final class TlsKeeper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TlsKeeper.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final TlsSettings files;
    private final AdvancedTlsX509KeyManager shown = new AdvancedTlsX509KeyManager();
    private final @Nullable AdvancedTlsX509TrustManager believed;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("carillon-tls").daemon(true).factory());
    private List<Stamp> seen = List.of();
    private volatile Instant notAfter = Instant.MAX;

    private TlsKeeper(TlsSettings files) throws GeneralSecurityException {
        this.files = files;
        this.believed = files.isMutual()
                ? AdvancedTlsX509TrustManager.newBuilder()
                        .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
                        .build()
                : null;
    }

    /** By what a file is known to be another one; one that isn't there has no time. */
    private record Stamp(@Nullable FileTime changed, long bytes) {

        static Stamp of(Path file) {
            try {
                return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
            } catch (IOException gone) {
                return new Stamp(null, 0);
            }
        }
    }

    /** @throws StartException if the files can't be used */
    static TlsKeeper open(TlsSettings files) {
        try {
            var keeper = new TlsKeeper(files);
            keeper.seen = keeper.stamps();
            keeper.take();
            return keeper;
        } catch (GeneralSecurityException | IOException unusable) {
            throw new StartException(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    /** For the port that is opened now; from now on the files are looked at. */
    ServerCredentials credentials() {
        var _ = looks.scheduleWithFixedDelay(
                this::look, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        var credentials = TlsServerCredentials.newBuilder().keyManager(shown);
        if (believed != null) {
            credentials.trustManager(believed).clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
        }
        return credentials.build();
    }

    /**
     * For the lines to other nodes.
     *
     * @param authority who vouches for them; null is who vouches for workers, or else whoever has vouched for this node
     */
    ChannelCredentials towardsPeers(@Nullable Path authority) {
        Path file = authority == null ? files.clientAuthority() : authority;
        try {
            var believedPeers = AdvancedTlsX509TrustManager.newBuilder().build();
            believedPeers.updateTrustCredentials(PemFiles.certificates(file == null ? files.certificate() : file));
            return TlsChannelCredentials.newBuilder()
                    .keyManager(shown)
                    .trustManager(believedPeers)
                    .build();
        } catch (GeneralSecurityException | IOException unusable) {
            throw new StartException(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    /** Until when the certificate that is shown is valid. */
    Instant notAfter() {
        return notAfter;
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }

    private void look() {
        List<Stamp> now = stamps();
        if (now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            take();
            log.info("event=certificates-renewed certificate={} notAfter={}", files.certificate(), notAfter);
        } catch (GeneralSecurityException | IOException | RuntimeException unusable) {
            log.warn("event=certificates-not-renewed reason=\"{}\"", unusable.getMessage());
        }
    }

    private void take() throws GeneralSecurityException, IOException {
        var identity = PemFiles.identity(files.certificate(), files.key());
        if (believed != null && files.clientAuthority() != null) {
            believed.updateTrustCredentials(PemFiles.certificates(files.clientAuthority()));
        }
        shown.updateIdentityCredentials(identity.chain().toArray(X509Certificate[]::new), identity.key());
        notAfter = identity.chain().getFirst().getNotAfter().toInstant();
    }

    private List<Stamp> stamps() {
        var stamps = new ArrayList<>(List.of(Stamp.of(files.certificate()), Stamp.of(files.key())));
        if (files.clientAuthority() != null) {
            stamps.add(Stamp.of(files.clientAuthority()));
        }
        return stamps;
    }
}
