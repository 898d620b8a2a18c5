package io.carillon.tasks;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;

/** A kind of database server: how it is called, and what its driver is told. */
enum SqlKind {
    POSTGRESQL("jdbc:postgresql:", 5432),
    MARIADB("jdbc:mariadb:", 3306),
    /** By MariaDB's driver, which speaks the same protocol; MySQL's own is GPL. */
    MYSQL("jdbc:mariadb:", 3306);

    private static final int CONNECT_SECONDS = 10;

    private final String scheme;
    private final int usualPort;

    SqlKind(String scheme, int usualPort) {
        this.scheme = scheme;
        this.usualPort = usualPort;
    }

    static SqlKind read(Settings settings) {
        return switch (settings.requiredText("kind")) {
            case "postgresql" -> POSTGRESQL;
            case "mariadb" -> MARIADB;
            case "mysql" -> MYSQL;
            default -> throw new InvalidSettingsException("kind", "is none of postgresql, mariadb, mysql");
        };
    }

    int usualPort() {
        return usualPort;
    }

    /** Of parts that were checked letter by letter: nothing in them can become a property of the driver. */
    String url(String host, int port, String database) {
        return scheme + "//" + host + ":" + port + "/" + database;
    }

    /** Everything that the driver is told. None of it comes from a job. */
    Properties properties(SqlAccess access) {
        var properties = new Properties();
        properties.setProperty("user", access.user());
        properties.setProperty("password", access.password());
        switch (this) {
            case POSTGRESQL -> postgresql(access, properties);
            case MARIADB, MYSQL -> mariadb(access, properties);
        }
        return properties;
    }

    private static void postgresql(SqlAccess access, Properties properties) {
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS));
        properties.setProperty("ApplicationName", "carillon");
        properties.setProperty("maxResultBuffer", "16M");
        properties.setProperty(
                "sslmode",
                switch (access.tls()) {
                    case VERIFY -> "verify-full";
                    case REQUIRE -> "require";
                    case OFF -> "disable";
                });
        if (access.tls() == SqlAccess.Tls.VERIFY) {
            access.authority()
                    .ifPresentOrElse(
                            file -> properties.setProperty("sslrootcert", file.toString()),
                            () -> properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory"));
        }
    }

    private static void mariadb(SqlAccess access, Properties properties) {
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS * 1000));
        // Otherwise a server can ask for any file of this machine.
        properties.setProperty("allowLocalInfile", "false");
        properties.setProperty(
                "sslMode",
                switch (access.tls()) {
                    case VERIFY -> "verify-full";
                    case REQUIRE -> "trust";
                    case OFF -> "disable";
                });
        if (access.tls() == SqlAccess.Tls.VERIFY) {
            access.authority()
                    .ifPresentOrElse(
                            file -> properties.setProperty("serverSslCert", file.toString()),
                            () -> trustWhomTheJvmTrusts(properties));
        }
    }

    /** By name: told nothing, the driver takes any certificate of a server that turns out to know the password. */
    private static void trustWhomTheJvmTrusts(Properties properties) {
        var usual = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        properties.setProperty("trustStore", System.getProperty("javax.net.ssl.trustStore", usual.toString()));
        var password = System.getProperty("javax.net.ssl.trustStorePassword");
        if (password != null) {
            properties.setProperty("trustStorePassword", password);
        }
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
