package io.carillon.gateway;

import io.carillon.model.Epoch;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Who may call back. Each worker has a key of its own, made from the secret of the cluster, and signs with it the attempts that it has begun;
 * so nothing has to be remembered of a token, and one that nobody signed is refused without a look at anything else.
 */
public final class CallbackKeys {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_BYTES = 16;
    private static final int PARTS = 5;

    private final byte[] secret;

    public CallbackKeys(byte[] secret) {
        this.secret = secret.clone();
    }

    /** The attempt that a token speaks for, and the worker that has begun it. */
    public record Caller(RunId run, Token attempt, WorkerId worker) {}

    /** By what a worker signs. */
    byte[] of(WorkerId worker) {
        return sign(secret, "worker " + worker.value());
    }

    /** Who shows a token; empty if no worker has signed it. */
    public Optional<Caller> callerOf(String token) {
        String[] parts = token.split("-", PARTS);
        if (parts.length < PARTS) {
            return Optional.empty();
        }
        try {
            var attempt = new Token(new Epoch(Long.parseLong(parts[1])), Integer.parseInt(parts[2]));
            var worker = new WorkerId(parts[4]);
            byte[] signature = HexFormat.of().parseHex(parts[3]);
            return RunId.parse(parts[0])
                    .map(run -> new Caller(run, attempt, worker))
                    .filter(caller -> MessageDigest.isEqual(signatureOf(caller), signature));
        } catch (IllegalArgumentException nonsense) {
            return Optional.empty();
        }
    }

    private byte[] signatureOf(Caller caller) {
        return Arrays.copyOf(sign(of(caller.worker()), text(caller)), SIGNATURE_BYTES);
    }

    private static String text(Caller caller) {
        Token attempt = caller.attempt();
        return caller.run() + "-" + attempt.epoch().number() + "-" + attempt.attempt();
    }

    private static byte[] sign(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JVM has " + ALGORITHM, impossible);
        }
    }
}
