package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.WorkerId;
import io.carillon.protocol.v1.Welcome;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Tokens of callbacks, signed as the page of the protocol tells workers to. */
class CallbackKeysTest {

    private static final WorkerId WORKER = new WorkerId("shop-1.eu_west");

    private final CallbackKeys keys = new CallbackKeys("only the nodes know".getBytes(StandardCharsets.UTF_8));

    private static String token(CallbackKeys of, WorkerId worker, String attempt) throws Exception {
        var welcome = Welcome.newBuilder();
        new CallbackDoor(() -> Optional.of("https://carillon.test/"), of).tell(worker, welcome);
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(welcome.getCallbackKey().toByteArray(), "HmacSHA256"));
        String whole = HexFormat.of().formatHex(mac.doFinal(attempt.getBytes(StandardCharsets.UTF_8)));
        return attempt + "-" + whole.substring(0, 32) + "-" + worker;
    }

    @Test
    void a_token_that_a_worker_signed_speaks_for_its_attempt() throws Exception {
        var run = Frames.newRun();

        var caller = keys.callerOf(token(keys, WORKER, run + "-7-2"));

        assertThat(caller).contains(new CallbackKeys.Caller(run, Frames.TOKEN, WORKER));
    }

    @Test
    void a_token_speaks_for_nothing_else() throws Exception {
        var run = Frames.newRun();
        String token = token(keys, WORKER, run + "-7-2");
        String signature = token.split("-", 5)[3];

        assertThat(keys.callerOf(token.replace("-7-2-", "-7-3-"))).isEmpty();
        assertThat(keys.callerOf(token.replace("-7-2-", "-8-2-"))).isEmpty();
        assertThat(keys.callerOf(token.replace(run.toString(), Frames.newRun().toString())))
                .isEmpty();
        assertThat(keys.callerOf(token.replace("shop-1", "shop-2"))).isEmpty();
        assertThat(keys.callerOf(token.replace(signature, signature.substring(0, 30))))
                .isEmpty();
        assertThat(keys.callerOf(token.replace(signature, ""))).isEmpty();
    }

    @Test
    void a_token_of_another_cluster_is_worth_nothing() throws Exception {
        var other = new CallbackKeys("somebody else's".getBytes(StandardCharsets.UTF_8));

        assertThat(keys.callerOf(token(other, WORKER, Frames.newRun() + "-7-2")))
                .isEmpty();
    }

    @Test
    void nonsense_is_no_token() {
        assertThat(keys.callerOf("")).isEmpty();
        assertThat(keys.callerOf("----")).isEmpty();
        assertThat(keys.callerOf("a-b-c-d-e")).isEmpty();
        assertThat(keys.callerOf("0".repeat(13) + "-1-1-" + "zz".repeat(16) + "-w"))
                .isEmpty();
        assertThat(keys.callerOf("0".repeat(13) + "-99999999999999999999-1-" + "00".repeat(16) + "-w"))
                .isEmpty();
    }

    @Test
    void a_node_that_does_not_know_its_own_address_hands_out_no_key() {
        var welcome = Welcome.newBuilder();

        new CallbackDoor(Optional::empty, keys).tell(WORKER, welcome);

        assertThat(welcome.build()).isEqualTo(Welcome.getDefaultInstance());
    }
}
