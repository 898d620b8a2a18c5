package io.carillon.tasks;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** A call that a user described. */
record HttpSettings(HttpRequest request, ExpectedStatus expect, Duration timeout) {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
    private static final int MAX_PORT = 65_535;

    /** Headers of these names say which attempt calls, and nobody else may claim to be it. */
    static final String RESERVED_PREFIX = "carillon-";

    static HttpSettings read(Settings settings) {
        var request = HttpRequest.newBuilder(url(settings));
        var body = settings.value("body");
        request.method(
                method(settings),
                body.isPresent() ? BodyPublishers.ofString(bodyText(body.get())) : BodyPublishers.noBody());
        var headers = settings.texts("headers");
        if (body.isPresent() && !body.get().isString() && !hasContentType(headers)) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach((name, value) -> addHeader(request, name, value));
        var expect = settings.value("expect").map(ExpectedStatus::read).orElse(ExpectedStatus.SUCCESS);
        return new HttpSettings(request.build(), expect, settings.duration("timeout", TIMEOUT, MAX_TIMEOUT));
    }

    private static URI url(Settings settings) {
        var url = parse(settings.requiredText("url"));
        var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new InvalidSettingsException("url", "does not begin with http:// or https://");
        }
        if (url.getHost() == null || url.getPort() > MAX_PORT || url.getPort() == 0) {
            throw new InvalidSettingsException("url", "names no host that can be called");
        }
        if (url.getUserInfo() != null) {
            throw new InvalidSettingsException("url", "carries credentials; use a header");
        }
        return url;
    }

    private static URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw new InvalidSettingsException("url", "is not a URL: " + malformed.getReason());
        }
    }

    private static String method(Settings settings) {
        var method = settings.text("method").orElse("GET").toUpperCase(Locale.ROOT);
        if (!METHODS.contains(method)) {
            throw new InvalidSettingsException(
                    "method",
                    "is none of " + String.join(", ", METHODS.stream().sorted().toList()));
        }
        return method;
    }

    private static String bodyText(JsonNode body) {
        return body.isString() ? body.stringValue() : body.toString();
    }

    private static boolean hasContentType(Map<String, String> headers) {
        return headers.keySet().stream().anyMatch("content-type"::equalsIgnoreCase);
    }

    private static void addHeader(HttpRequest.Builder request, String name, String value) {
        if (name.toLowerCase(Locale.ROOT).startsWith(RESERVED_PREFIX)) {
            throw new InvalidSettingsException("headers." + name, "is set by the worker itself");
        }
        try {
            request.header(name, value);
        } catch (IllegalArgumentException unfit) {
            // The message of the client may repeat the value, which may be a secret.
            throw new InvalidSettingsException("headers." + name, "is not a header that can be sent");
        }
    }
}
