package io.carillon.worker;

import com.google.protobuf.ByteString;
import io.carillon.protocol.v1.Welcome;
import io.carillon.worker.core.AttemptKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Where those call back with whom tasks leave their work: what the node that was heard last has said about that. */
final class Callbacks {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_DIGITS = 32;

    private final String workerId;
    private volatile Door door = new Door("", ByteString.EMPTY);

    Callbacks(String workerId) {
        this.workerId = workerId;
    }

    private record Door(String url, ByteString key) {}

    void welcomed(Welcome welcome) {
        door = new Door(welcome.getCallbackUrl(), welcome.getCallbackKey());
    }

    /** Nothing if the node takes no callbacks. */
    Optional<URI> urlOf(AttemptKey attempt, String namespace) {
        var known = door;
        if (known.url().isEmpty() || known.key().isEmpty()) {
            return Optional.empty();
        }
        var token = attempt.token();
        var what = attempt.runId() + "-" + token.epoch() + "-" + token.number();
        var signed = what + "-" + signature(known.key(), what) + "-" + workerId;
        return Optional.of(URI.create(known.url() + namespace + "/callbacks/" + signed));
    }

    private static String signature(ByteString key, String text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.toByteArray(), ALGORITHM));
            var whole = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(whole).substring(0, SIGNATURE_DIGITS);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, impossible);
        }
    }
}
