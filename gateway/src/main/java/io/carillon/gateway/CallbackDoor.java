package io.carillon.gateway;

import com.google.protobuf.ByteString;
import io.carillon.model.WorkerId;
import io.carillon.protocol.v1.Welcome;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where those go who call back, and how they are recognised.
 *
 * @param url where that is as the outside sees it, up to the namespace; nothing where nobody has said so
 */
public record CallbackDoor(Supplier<Optional<String>> url, CallbackKeys keys) {

    void tell(WorkerId worker, Welcome.Builder welcome) {
        url.get()
                .ifPresent(address ->
                        welcome.setCallbackUrl(address).setCallbackKey(ByteString.copyFrom(keys.of(worker))));
    }
}
