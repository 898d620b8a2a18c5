package io.carillon.spring;

import io.carillon.worker.declare.Sync;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The worker of a Spring Boot application.
 *
 * @param enabled Whether the application is a worker.
 * @param server Host and gRPC port of a node.
 * @param app The pool of workers to belong to. The application's name, unless given.
 * @param token What the worker shows to the server.
 * @param tokenFile A file with what the worker shows to the server, instead of the token itself.
 * @param id Unique in the cluster. Made from the app, the host and a random part, unless given.
 * @param slots How many attempts run at once.
 * @param labels Facts for routing and for people.
 * @param sync What happens to declared jobs that are on the server already.
 * @param edition Orders versions of the code: what one with a lower number declares no longer counts. The instant of the start, unless given.
 * @param maxResultBytes The largest result that an attempt may have, as JSON.
 * @param checkpointEvery How long it is at least from one checkpoint of an attempt that is sent to the next.
 * @param captureLogging Whether what runs log is kept in their logs.
 */
@ConfigurationProperties("carillon.worker")
public record CarillonWorkerProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("localhost:9090") String server,
        @Nullable String app,
        @Nullable String token,
        @Nullable Path tokenFile,
        @Nullable String id,
        @DefaultValue("16") int slots,
        @DefaultValue Map<String, String> labels,
        @DefaultValue("create") Sync sync,
        @Nullable Long edition,
        @Nullable Integer maxResultBytes,
        @Nullable Duration checkpointEvery,
        @DefaultValue("true") boolean captureLogging,
        @DefaultValue Tls tls) {

    /**
     * How the worker speaks TLS.
     *
     * @param enabled Whether it does. Files make it so by themselves.
     * @param ca A PEM file with whom to believe. Whom the JVM believes, unless given.
     * @param cert A PEM file with the certificate that the worker shows.
     * @param key A PEM file with the certificate's key.
     */
    public record Tls(
            @DefaultValue("false") boolean enabled,
            @Nullable Path ca,
            @Nullable Path cert,
            @Nullable Path key) {}
}
