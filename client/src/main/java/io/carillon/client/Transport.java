package io.carillon.client;

import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends a request, waits for the whole answer no longer than allowed, and sorts out what came. */
final class Transport implements AutoCloseable {

    private final HttpClient http;
    private final Servers servers;
    private final @Nullable String token;
    private final Limits limits;

    /**
     * @param call how long a call may take from its beginning to the last byte of its answer
     * @param bodyBytes the largest answer that is read
     */
    record Limits(Duration connect, Duration call, long bodyBytes) {}

    /**
     * A request as this client writes them.
     *
     * @param ifMatch the version that what is changed must still have; 0 if there must be none
     * @param repeatable whether it does no harm, and is answered the same, when it is heard twice
     */
    record Call(
            String method,
            Address address,
            @Nullable Json body,
            @Nullable Integer ifMatch,
            boolean repeatable) {

        Call(String method, Address address, @Nullable Json body, @Nullable Integer ifMatch) {
            this(method, address, body, ifMatch, false);
        }

        static Call get(Address address) {
            return new Call("GET", address, null, null, true);
        }

        /** A request that carries keys of its own, by which the server knows it again. */
        static Call keyed(Address address, Json body) {
            return new Call("POST", address, body, null, true);
        }

        static Call post(Address address, Json body) {
            return new Call("POST", address, body, null);
        }

        static Call delete(Address address) {
            return new Call("DELETE", address, null, null);
        }
    }

    Transport(List<URI> servers, @Nullable String token, Limits limits) {
        this.servers = new Servers(servers);
        this.token = token;
        this.limits = limits;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connect())
                .build();
    }

    @Nullable
    String token() {
        return token;
    }

    Limits limits() {
        return limits;
    }

    /** The document of the answer. */
    Json send(Call call) {
        return servers.ask(
                call.repeatable(), server -> parsed(server, bodyOf(exchange(server, request(server, call)))));
    }

    private static Json parsed(URI server, String body) {
        try {
            return Json.parse(body);
        } catch (JsonException notJson) {
            throw new CarillonProtocolException("the answer from " + server + " is not JSON", notJson);
        }
    }

    /** Sends what is answered with a status alone. */
    void sendForStatus(Call call) {
        servers.ask(call.repeatable(), server -> bodyOf(exchange(server, request(server, call))));
    }

    /** Sends a text that is no JSON, and reads the document of the answer. */
    Json sendText(Address address, String type, String text) {
        return servers.ask(false, server -> {
            HttpRequest request = open(server, address)
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString(text))
                    .build();
            return parsed(server, bodyOf(exchange(server, request)));
        });
    }

    /** Reads an answer that goes on for as long as it likes. One that breaks is one that ends. */
    void stream(Address address, Reading reading) {
        HttpResponse<InputStream> response = servers.ask(true, server -> {
            HttpRequest request = open(server, address)
                    .setHeader("Accept", "text/event-stream, application/problem+json")
                    .build();
            return await(server, http.sendAsync(request, BodyHandlers.ofInputStream()));
        });
        try (InputStream body = response.body()) {
            if (response.statusCode() / 100 != 2) {
                throw refusal(response, body.readNBytes((int) Math.min(limits.bodyBytes(), Integer.MAX_VALUE)));
            }
            reading.from(new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)));
        } catch (IOException broken) {
            // Whoever reads knows how far he came.
        }
    }

    interface Reading {

        void from(BufferedReader in) throws IOException;
    }

    private static String bodyOf(HttpResponse<byte[]> response) {
        if (response.statusCode() / 100 != 2) {
            throw refusal(response, response.body());
        }
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static CarillonApiException refusal(HttpResponse<?> response, byte[] body) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        String text = new String(body, StandardCharsets.UTF_8);
        return new CarillonApiException(Refusal.read(response.statusCode(), type, text));
    }

    private HttpRequest.Builder open(URI server, Address address) {
        var request = HttpRequest.newBuilder(address.on(server))
                .header("Accept", "application/json, application/problem+json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private HttpRequest request(URI server, Call call) {
        HttpRequest.Builder request = open(server, call.address());
        if (call.ifMatch() != null && call.ifMatch() == 0) {
            request.header("If-None-Match", "*");
        } else if (call.ifMatch() != null) {
            request.header("If-Match", "\"" + call.ifMatch() + "\"");
        }
        if (call.body() == null) {
            return request.method(call.method(), HttpRequest.BodyPublishers.noBody())
                    .build();
        }
        return request.header("Content-Type", "application/json")
                .method(
                        call.method(),
                        HttpRequest.BodyPublishers.ofString(call.body().text()))
                .build();
    }

    /** The JDK's own limit ends with the headers; this one holds until the last byte of the body. */
    private HttpResponse<byte[]> exchange(URI server, HttpRequest request) {
        var bounded = BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.bodyBytes());
        return await(server, http.sendAsync(request, bounded));
    }

    private <T> HttpResponse<T> await(URI server, CompletableFuture<HttpResponse<T>> answer) {
        try {
            return answer.get(limits.call().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            answer.cancel(true);
            throw new CarillonUnreachableException(
                    server, "nothing within " + limits.call().toSeconds() + " s", true, late);
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new CarillonUnreachableException(server, "interrupted while waiting", true, interrupted);
        } catch (ExecutionException failed) {
            throw failure(server, failed.getCause());
        }
    }

    private CarillonClientException failure(URI server, @Nullable Throwable cause) {
        return switch (cause) {
            case HttpTimeoutException late ->
                new CarillonUnreachableException(server, "connecting took too long", false, late);
            case ConnectException refused
            when refused.getCause() instanceof UnresolvedAddressException ->
                new CarillonUnreachableException(server, "unknown host", false, refused);
            case ConnectException refused ->
                new CarillonUnreachableException(server, "connection refused", false, refused);
            case UnknownHostException unknown ->
                new CarillonUnreachableException(server, "unknown host", false, unknown);
            case IOException broken
            when isTooLarge(broken) ->
                new CarillonProtocolException(
                        "the answer from " + server + " is larger than " + limits.bodyBytes() + " bytes", broken);
            case IOException broken -> new CarillonUnreachableException(server, "the connection broke", true, broken);
            case null -> throw new IllegalStateException("an exchange failed without a cause");
            default -> throw new IllegalStateException("an exchange failed unexpectedly", cause);
        };
    }

    /** The JDK has no type of its own for a body that exceeds its limit. */
    private static boolean isTooLarge(IOException broken) {
        return String.valueOf(broken.getMessage()).contains("capacity");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
