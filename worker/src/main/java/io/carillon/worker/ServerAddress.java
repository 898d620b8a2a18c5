package io.carillon.worker;

import java.util.regex.Pattern;

/** A host and a port; an IPv6 address stands in brackets. */
record ServerAddress(String host, int port) {

    private static final Pattern FORM = Pattern.compile("(\\[[0-9A-Fa-f:.%]+]|[^\\[\\]:/\\s]+):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    static ServerAddress parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("server \"" + text + "\" is not HOST:PORT");
        }
        int port = Integer.parseInt(form.group(2));
        if (port == 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("server \"" + text + "\": the port is not between 1 and " + MAX_PORT);
        }
        return new ServerAddress(form.group(1), port);
    }

    String target() {
        return "dns:///" + host + ":" + port;
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
