package io.carillon.server;

import io.carillon.engine.CalendarSource;
import io.carillon.engine.Catalog;
import io.carillon.engine.Settings;
import io.carillon.engine.log.LogLimits;
import io.carillon.engine.log.LogReader;
import io.carillon.gateway.Answerer;
import io.carillon.gateway.CallbackDoor;
import io.carillon.gateway.CallbackKeys;
import io.carillon.model.NodeId;
import io.carillon.server.archive.FileArchive;
import io.carillon.server.node.Node;
import io.carillon.server.rest.BodyLimitFilter;
import io.carillon.server.rest.LogFollowers;
import io.carillon.server.rest.ProblemValve;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** What Spring runs around a node: HTTP, metrics, health. The node itself is plain Java. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = ErrorMvcAutoConfiguration.class)
@ComponentScan("io.carillon.server.rest")
class NodeConfiguration {

    @Bean(destroyMethod = "close")
    Node node(
            ServerSettings settings,
            AdminToken token,
            CarillonServer.Backing backing,
            CarillonServer.Encryption encryption,
            CallbackKeys callbackKeys,
            CallbackAddress callbackAddress,
            MeterRegistry registry,
            CarillonServer.LastResort lastResort)
            throws IOException {
        var door = new Node.Door(
                new InetSocketAddress(settings.address(), settings.grpcPort()),
                encryption.credentials(),
                new BearerInterceptor(token),
                new Node.Reach(
                        new AdvertisedAddress(settings).host(), encryption.towardsPeers(settings), token.text()));
        var node = new Node(
                newNodeId(),
                door,
                backing.ground(),
                registry,
                lastResort.action(),
                Settings.DEFAULT
                        .retaining(settings.retained())
                        .in(backing.store().lanes()),
                LogLimits.of(settings.logs().bytes()),
                Optional.of(new CallbackDoor(callbackAddress, callbackKeys)));
        node.start();
        return node;
    }

    @Bean
    MeterBinder archiveMetrics(CarillonServer.Backing backing) {
        return registry -> backing.archive().ifPresent(archive -> count(archive, registry));
    }

    @Bean
    MeterBinder certificateMetrics(CarillonServer.Encryption encryption) {
        return registry -> encryption
                .keeper()
                .ifPresent(keeper -> Gauge.builder(
                                "carillon.grpc.certificate.expires",
                                keeper,
                                each -> each.notAfter().getEpochSecond())
                        .description(
                                "When the certificate that the gRPC port shows ceases to be valid, in seconds since 1970")
                        .baseUnit("seconds")
                        .register(registry));
    }

    private static void count(FileArchive archive, MeterRegistry registry) {
        FunctionCounter.builder("carillon.archived", archive, FileArchive::runs)
                .description("Runs that were written to the archive before they were deleted")
                .register(registry);
        FunctionCounter.builder("carillon.archive.failures", archive, FileArchive::failures)
                .description("Times that the archive could not be written; nothing is deleted then")
                .register(registry);
    }

    @Bean
    Catalog catalog(Node node) {
        return node.catalog();
    }

    @Bean
    LogReader logs(Node node) {
        return new LogReader(node.logs());
    }

    @Bean(destroyMethod = "close")
    LogFollowers logFollowers(ServerSettings settings, MeterRegistry registry) {
        return new LogFollowers(settings.logs().followers(), registry);
    }

    @Bean
    CalendarSource calendars(Catalog catalog) {
        return CalendarSource.of(catalog);
    }

    @Bean
    Answerer owners(Node node) {
        return node.answerer();
    }

    @Bean
    InstantSource clock(Node node) {
        return node.time();
    }

    @Bean
    CallbackKeys callbackKeys(CarillonServer.Backing backing) {
        return new CallbackKeys(backing.store().callbackSecret());
    }

    @Bean
    CallbackAddress callbackAddress(ServerSettings settings) {
        return new CallbackAddress(settings);
    }

    @Bean
    FilterRegistrationBean<BearerFilter> bearerFilter(AdminToken token, CallbackKeys callbackKeys) {
        var registration = new FilterRegistrationBean<>(new BearerFilter(token, callbackKeys));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    FilterRegistrationBean<BodyLimitFilter> bodyLimitFilter() {
        var registration = new FilterRegistrationBean<>(new BodyLimitFilter());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
        return registration;
    }

    /** What the HTTP server refuses by itself, such as an address with an escaped slash, is answered in the same words. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemPages() {
        return factory -> factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new ProblemValve()));
    }

    @Bean
    NodeHealth nodeHealth(Node node) {
        return new NodeHealth(node);
    }

    /** New with every start, so that no two processes ever share one. */
    private static NodeId newNodeId() {
        var bytes = new byte[4];
        new SecureRandom().nextBytes(bytes);
        return new NodeId("node-" + HexFormat.of().formatHex(bytes));
    }
}
