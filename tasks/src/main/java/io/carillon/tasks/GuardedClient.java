package io.carillon.tasks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes calls, each to an address that the guard has let pass: no name is looked up again between the check and the connection. It
 * follows no redirects, repeats nothing, uses no proxy and keeps no cookies.
 */
final class GuardedClient {

    /** Each call has its run's slot already. */
    private static final int ANY_NUMBER = Integer.MAX_VALUE;

    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration WORTH_A_LOOK = Duration.ofMillis(200);

    private final CloseableHttpClient client;

    GuardedClient(EgressGuard guard, Duration connectTimeout) {
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(guard)
                .setMaxConnTotal(ANY_NUMBER)
                .setMaxConnPerRoute(ANY_NUMBER)
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(connectTimeout))
                        .setIdleTimeout(Timeout.of(IDLE))
                        .setValidateAfterInactivity(TimeValue.of(WORTH_A_LOOK))
                        .build())
                .build();
        client = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setProtocolUpgradeEnabled(false)
                        .setAuthenticationEnabled(false)
                        .build())
                .setUserAgent("Carillon")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .evictIdleConnections(TimeValue.of(IDLE))
                .build();
    }

    HttpAnswer perform(HttpCall call) throws IOException {
        var request = new HttpUriRequestBase(call.method(), call.url());
        call.headers().forEach(request::setHeader);
        call.body()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .ifPresent(body -> request.setEntity(new ByteArrayEntity(body, null)));
        try {
            return HttpAnswer.read(call, client.executeOpen(null, request, null));
        } finally {
            // Does nothing to a connection that was read to its end. Any other is cut: to close it is to read it on,
            // without end perhaps.
            request.cancel();
        }
    }
}
