package io.carillon.tasks;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One request.
 *
 * @param body empty if it has none
 */
record HttpCall(String method, URI url, Map<String, String> headers, Optional<String> body) {

    private static final int SEE_OTHER = 303;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, SEE_OTHER, 307, 308);
    private static final Set<Integer> WITH_THE_SAME_METHOD = Set.of(307, 308);

    /** What another host is told: anything else may be a secret between the user and the host that was meant. */
    private static final Set<String> FOR_EVERYBODY =
            Set.of("accept", "accept-charset", "accept-language", "content-type", "user-agent");

    private static final String CALLBACK_HEADER = "Carillon-Callback-Url";
    private static final String CALLBACK_PLACE = "{{callbackUrl}}";

    static boolean isRedirect(int status) {
        return REDIRECTS.contains(status);
    }

    HttpCall with(Map<String, String> more) {
        var all = new LinkedHashMap<>(headers);
        all.putAll(more);
        return new HttpCall(method, url, all, body);
    }

    /** Tells the other side where to call back: in a header, and wherever the body names the place. */
    HttpCall with(URI callback) {
        var told = with(Map.of(CALLBACK_HEADER, callback.toString()));
        return new HttpCall(
                method, url, told.headers(), body.map(text -> text.replace(CALLBACK_PLACE, callback.toString())));
    }

    /** The call that an answer asks for instead. */
    HttpCall redirected(int status, URI to) {
        var kept = new LinkedHashMap<>(headers);
        if (!isOfSameOrigin(to)) {
            kept.keySet().removeIf(name -> !isForEverybody(name));
        }
        if (WITH_THE_SAME_METHOD.contains(status) || (status != SEE_OTHER && !method.equals("POST")) || isSafe()) {
            return new HttpCall(method, to, kept, body);
        }
        kept.keySet().removeIf("content-type"::equalsIgnoreCase);
        return new HttpCall("GET", to, kept, Optional.empty());
    }

    boolean isSecure() {
        return isSecure(url);
    }

    static boolean isSecure(URI url) {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    /** Without the query, where people put secrets. */
    String name() {
        return method + " " + url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort())
                + url.getRawPath();
    }

    private static boolean isForEverybody(String header) {
        return FOR_EVERYBODY.contains(header.toLowerCase(Locale.ROOT))
                || (HttpSettings.isReserved(header) && !header.equals(CALLBACK_HEADER));
    }

    private boolean isSafe() {
        return method.equals("GET") || method.equals("HEAD");
    }

    private boolean isOfSameOrigin(URI other) {
        return isSecure(other) == isSecure()
                && other.getHost().equalsIgnoreCase(url.getHost())
                && port(other) == port(url);
    }

    private static int port(URI url) {
        if (url.getPort() >= 0) {
            return url.getPort();
        }
        return isSecure(url) ? 443 : 80;
    }
}
