package io.carillon.server;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.event.EventListener;

/** Where others call back, up to the namespace; nothing where nobody could. A node that listens on loopback only is reached there. */
final class CallbackAddress implements Supplier<Optional<String>> {

    private static final String NAMESPACES = "/api/v1/namespaces/";

    private final ServerSettings settings;
    private volatile @Nullable String base;

    CallbackAddress(ServerSettings settings) {
        this.settings = settings;
        this.base = settings.publicUrl() == null && settings.httpPort() != 0
                ? onLoopback(settings.httpPort())
                : settings.publicUrl();
    }

    /** Which port it is may be known only when it is open. */
    @EventListener
    void opened(WebServerInitializedEvent event) {
        boolean ofPeople = event.getApplicationContext().getServerNamespace() == null;
        if (ofPeople && settings.publicUrl() == null) {
            base = onLoopback(event.getWebServer().getPort());
        }
    }

    @Override
    public Optional<String> get() {
        return Optional.ofNullable(base).map(url -> url + NAMESPACES);
    }

    private @Nullable String onLoopback(int port) {
        return settings.address().isLoopbackAddress()
                ? "http://" + settings.address().getHostAddress() + ":" + port
                : null;
    }
}
