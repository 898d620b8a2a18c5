package io.carillon.membership;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a list of nodes is kept: {@code zookeeper://host:2181,host2:2181/path}.
 *
 * @param path begins with a slash and does not end with one
 */
public record BoardAddress(Kind kind, boolean tls, List<Host> hosts, String path) {

    private static final Pattern URL = Pattern.compile("([a-z]+)://([^/?#]*)(/[^?#]*)?");
    private static final Pattern HOST = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\s:/,\\[\\]@]+)(?::(\\d{1,5}))?");
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+");
    private static final String USUAL_PATH = "/carillon";
    private static final int MAX_PORT = 65_535;

    /** The kinds of servers that can keep it. */
    public enum Kind {
        ZOOKEEPER(2181, 2281),
        ETCD(2379, 2379),
        REDIS(6379, 6379);

        private final int port;
        private final int tlsPort;

        Kind(int port, int tlsPort) {
            this.port = port;
            this.tlsPort = tlsPort;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A server, or one of several.
     *
     * @param name as it is to be resolved, or an address, without brackets
     */
    public record Host(String name, int port) {

        @Override
        public String toString() {
            return (name.contains(":") ? "[" + name + "]" : name) + ":" + port;
        }
    }

    public BoardAddress {
        hosts = List.copyOf(hosts);
    }

    /**
     * Reads an address. What is wrong with it is said without repeating it: it may have a password in it, where none belongs.
     *
     * @throws IllegalArgumentException says what an address looks like
     */
    public static BoardAddress parse(String text) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw new IllegalArgumentException("it must be " + usual());
        }
        String scheme = url.group(1);
        Kind kind = kind(scheme)
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + scheme + "' is not known; it must be " + usual()));
        String path = url.group(3) == null || url.group(3).equals("/") ? USUAL_PATH : url.group(3);
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "its path must be made of letters, digits, dots, dashes and underscores, such as /carillon");
        }
        boolean tls = !scheme.equals(kind.word());
        return new BoardAddress(kind, tls, hosts(url.group(2), kind, tls), path);
    }

    private static String usual() {
        return "'database', or one of "
                + Arrays.stream(Kind.values())
                        .map(kind -> kind.word() + "://host:" + kind.port + "/path")
                        .collect(Collectors.joining(", "))
                + " (with TLS zookeepers://, etcds://, rediss://)";
    }

    private static Optional<Kind> kind(String scheme) {
        return Arrays.stream(Kind.values())
                .filter(kind -> scheme.equals(kind.word()) || scheme.equals(kind.word() + "s"))
                .findFirst();
    }

    private static List<Host> hosts(String text, Kind kind, boolean tls) {
        if (text.contains("@")) {
            throw new IllegalArgumentException("who signs in does not belong into it: logs would show that");
        }
        var hosts = new ArrayList<Host>();
        for (String each : text.split(",", -1)) {
            Matcher host = HOST.matcher(each.strip());
            if (!host.matches()) {
                throw new IllegalArgumentException("'" + each + "' is not HOST or HOST:PORT");
            }
            hosts.add(new Host(
                    host.group(1).replaceAll("[\\[\\]]", ""), port(host.group(2), tls ? kind.tlsPort : kind.port)));
        }
        if (kind == Kind.REDIS && hosts.size() > 1) {
            throw new IllegalArgumentException("it takes one host of Redis, the one that is written to");
        }
        return hosts;
    }

    private static int port(@Nullable String text, int usual) {
        int port = text == null ? usual : Integer.parseInt(text);
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException(port + " is not a port");
        }
        return port;
    }

    /** Whose turn it is: they take turns in the order in which they are written. */
    Host host(int turn) {
        return hosts.get(Math.floorMod(turn, hosts.size()));
    }

    /** As it is written, with all that is usual. */
    @Override
    public String toString() {
        String all = hosts.stream().map(Host::toString).collect(Collectors.joining(","));
        return kind.word() + (tls ? "s" : "") + "://" + all + path;
    }
}
