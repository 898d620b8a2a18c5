package io.carillon.tasks;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A call that a user described.
 *
 * @param redirects how many are followed
 * @param callback whether what the call begins goes on after its answer, until somebody calls back
 */
record HttpSettings(HttpCall call, ExpectedStatus expect, Duration timeout, int redirects, boolean callback) {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);
    private static final int MAX_REDIRECTS = 10;
    private static final int MAX_PORT = 65_535;
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t -~]*");

    /** What the connection and the length of the body decide. */
    private static final Set<String> NOT_FOR_USERS = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** Headers of these names say which attempt calls, and nobody else may claim to be it. */
    private static final String RESERVED_PREFIX = "carillon-";

    static HttpSettings read(Settings settings) {
        var url = url(settings);
        var method = method(settings);
        var body = settings.value("body");
        var headers = new LinkedHashMap<String, String>();
        if (body.isPresent() && !body.get().isString()) {
            headers.put("Content-Type", "application/json");
        }
        settings.texts("headers").forEach((name, value) -> addHeader(headers, name, value));
        var expect = settings.value("expect").map(ExpectedStatus::read).orElse(ExpectedStatus.SUCCESS);
        return new HttpSettings(
                new HttpCall(method, url, headers, body.map(HttpSettings::bodyText)),
                expect,
                settings.duration("timeout", TIMEOUT, MAX_TIMEOUT),
                (int) settings.count("redirects", MAX_REDIRECTS),
                settings.flag("callback"));
    }

    static boolean isReserved(String header) {
        return header.toLowerCase(Locale.ROOT).startsWith(RESERVED_PREFIX);
    }

    private static URI url(Settings settings) {
        return requireCallable(parse(settings.requiredText("url")));
    }

    static URI requireCallable(URI url) {
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

    private static void addHeader(Map<String, String> headers, String name, String value) {
        if (isReserved(name)) {
            throw new InvalidSettingsException("headers." + name, "is set by the worker itself");
        }
        // The value may be a secret, which no message repeats.
        if (NOT_FOR_USERS.contains(name.toLowerCase(Locale.ROOT))
                || !HEADER_NAME.matcher(name).matches()
                || !HEADER_VALUE.matcher(value).matches()) {
            throw new InvalidSettingsException("headers." + name, "is not a header that can be sent");
        }
        headers.keySet().removeIf(name::equalsIgnoreCase);
        headers.put(name, value);
    }
}
