package io.carillon.tasks;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who a worker is to some database servers. Jobs know it by its name only.
 *
 * @param hosts where the password may be sent: such as {@code db.example}, {@code db.example:5433}, {@code *.db.example}
 * @param authority the certificates, as PEM, that vouch for the server; empty for those that the JVM trusts
 */
public record SqlAccess(String user, String password, List<String> hosts, Tls tls, Optional<Path> authority) {

    /** How a connection is protected. Nothing falls back to less. */
    public enum Tls {
        /** Encrypted, and the server has proved its name. */
        VERIFY,
        /** Encrypted, to whoever answers. */
        REQUIRE,
        OFF
    }

    public SqlAccess {
        hosts = List.copyOf(hosts);
        hosts.forEach(SqlHost::parse);
    }

    boolean allows(String host, int port, int usualPort) {
        return hosts.stream().map(SqlHost::parse).anyMatch(allowed -> allowed.matches(host, port, usualPort));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "SqlAccess[user=" + user + ", hosts=" + hosts + ", tls=" + tls + "]";
    }
}
