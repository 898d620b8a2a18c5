package io.carillon.client;

import java.net.URI;
import java.util.regex.Pattern;

/** Where a node's gRPC port is; an IPv6 address stands in brackets. */
record FeedAddress(String text) {

    private static final Pattern FORM = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:/?#@\\s]+):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    FeedAddress {
        var form = FORM.matcher(text);
        int port = form.matches() ? Integer.parseInt(form.group(2)) : 0;
        if (port == 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("a node's gRPC address is like localhost:9090, not '" + text + "'");
        }
    }

    String target() {
        return "dns:///" + text;
    }

    URI uri() {
        return URI.create("grpc://" + text);
    }
}
