package io.carillon.tasks;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A server, or all servers below a domain.
 *
 * @param name of the server; with a leading dot, of the domain
 * @param port empty for the usual one of whatever is connected to
 */
record SqlHost(String name, Optional<Integer> port) {

    /** A name or an IPv4 address. Nothing that means anything in a URL. */
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,252})");

    private static final Pattern FORM = Pattern.compile("(\\*\\.)?(" + NAME.pattern() + ")(?::(\\d{1,5}))?");
    private static final int PORT_GROUP = 4;
    private static final int MAX_PORT = 65_535;

    static SqlHost parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a host such as db.example, db.example:5433 or *.db.example");
        }
        var name = (form.group(1) == null ? "" : ".") + form.group(2).toLowerCase(Locale.ROOT);
        return new SqlHost(name, Optional.ofNullable(form.group(PORT_GROUP)).map(SqlHost::port));
    }

    boolean matches(String host, int calledPort, int usualPort) {
        var called = host.toLowerCase(Locale.ROOT);
        boolean sameName = name.startsWith(".") ? called.endsWith(name) : called.equals(name);
        return sameName && port.orElse(usualPort) == calledPort;
    }

    private static int port(String digits) {
        int port = Integer.parseInt(digits);
        if (port == 0 || port > MAX_PORT) {
            throw new IllegalArgumentException(digits + " is not a port");
        }
        return port;
    }
}
