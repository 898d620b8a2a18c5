package io.carillon.store;

import io.carillon.engine.StoreException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Brings a database to the schema that this program knows, one step after the other, each in a transaction of its own. It refuses
 * whatever it did not make: a step that was edited, a table that is gone, and a newer schema that does not say that programs of before can
 * work with it. A node of the version before can so be started again while its cluster is being upgraded.
 */
final class Schema {

    /** The step since which the list of nodes may be elsewhere. */
    static final int LISTS = 9;

    private static final List<Migration> MIGRATIONS = List.of(
            Migration.read(1, "state"),
            Migration.read(2, "timelines"),
            Migration.read(3, "reach"),
            Migration.read(4, "place"),
            Migration.read(5, "saved"),
            Migration.read(6, "secrets"),
            Migration.read(7, "declared"),
            Migration.read(8, "cluster").besides(7),
            Migration.read(LISTS, "lists").besides(LISTS - 1));
    private static final String VERSIONS = "schema_versions";
    private static final String CREATE = "CREATE TABLE IF NOT EXISTS " + VERSIONS
            + " (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";

    /** Which programs a step leaves working. It stands beside the list of steps because that was there first. */
    private static final String CREATE_COMPANIONS = "CREATE TABLE IF NOT EXISTS schema_companions"
            + " (version INTEGER NOT NULL PRIMARY KEY, oldest INTEGER NOT NULL)";

    private static final Set<String> TABLES = Set.of(
            "partitions",
            "nodes",
            "commits",
            "apps",
            "jobs",
            "job_versions",
            "resources",
            "live",
            "plans",
            "slices",
            "letters",
            "cancelled_ahead",
            "timelines",
            "place",
            "saved",
            "secrets",
            "cluster");

    private final Dialect dialect;
    private final List<Migration> migrations;
    private final String record;

    Schema(Dialect dialect, List<Migration> migrations) {
        this.dialect = dialect;
        this.migrations = migrations;
        this.record = "INSERT INTO schema_versions (version, name, checksum, applied_at) VALUES (?, ?, ?, "
                + dialect.presentMicros() + ")";
    }

    /** Brings a database up to date, as the only one who does, and has it take its place in its cluster. */
    static void migrate(SessionSource source, Dialect dialect, String where, Surroundings around) {
        try (Session session = source.openWriter()) {
            for (String claim : dialect.claimSchema()) {
                session.execute(claim);
            }
            new Schema(dialect, MIGRATIONS).migrate(session);
            Timelines.beginFirst(dialect, session);
            Secrets.makeMissing(dialect, session);
            JdbcStore first = around.first();
            String firstName = first == null ? Timelines.name(session) : first.name();
            Places.require(around.place(), firstName, dialect, session);
        } catch (SQLException failure) {
            throw new StoreException(
                    dialect.codeOf(failure), where + " can't be opened: " + failure.getMessage(), failure);
        }
    }

    void migrate(Session session) throws SQLException {
        requireOurs(session);
        session.execute(CREATE);
        session.execute(CREATE_COMPANIONS);
        Map<Integer, String> applied = applied(session);
        check(applied, companions(session));
        for (Migration migration : migrations) {
            if (!applied.containsKey(migration.version())) {
                apply(migration, session);
            }
        }
        noteCompanions(session);
        requireTables(session);
    }

    /** What has our names and not our list of versions was made by somebody else. */
    private void requireOurs(Session session) throws SQLException {
        Set<String> present = tables(session);
        var foreign = new TreeSet<>(TABLES);
        foreign.retainAll(present);
        if (!present.contains(VERSIONS) && !foreign.isEmpty()) {
            throw refused(
                    "tables are there that Carillon did not make: " + foreign + "; give it a database of its own");
        }
    }

    private Set<String> tables(Session session) throws SQLException {
        return new HashSet<>(session.query(dialect.tables(), _ -> {}, Row::text));
    }

    private void check(Map<Integer, String> applied, Map<Integer, Integer> companions) {
        for (Migration migration : migrations) {
            String checksum = applied.get(migration.version());
            if (checksum != null && !checksum.equals(migration.checksum())) {
                throw refused("step " + migration.version() + " (" + migration.name()
                        + ") of its schema is not the one that this program would make: it belongs to another version of"
                        + " Carillon, which has another layout");
            }
        }
        int known = migrations.getLast().version();
        for (int version : applied.keySet()) {
            if (companions.getOrDefault(version, version) > known) {
                throw refused("its schema has version " + version + ", and this program knows none above " + known
                        + " and can't work with it: start a newer version of Carillon");
            }
        }
    }

    /** By the version of a step the oldest schema that a program may know to work with it. */
    private static Map<Integer, Integer> companions(Session session) throws SQLException {
        var companions = new TreeMap<Integer, Integer>();
        session.query(
                "SELECT version, oldest FROM schema_companions",
                _ -> {},
                row -> companions.put(row.count(), row.count()) == null);
        return companions;
    }

    /** What programs of later versions noted stays as it is. */
    private void noteCompanions(Session session) throws SQLException {
        Map<Integer, Integer> noted = companions(session);
        session.execute(dialect.beginWriting());
        for (Migration migration : migrations) {
            if (!noted.containsKey(migration.version())) {
                session.update(
                        "INSERT INTO schema_companions (version, oldest) VALUES (?, ?)",
                        to -> to.number(migration.version()).number(migration.oldest()));
            }
        }
        session.execute(dialect.endWriting());
    }

    private static Map<Integer, String> applied(Session session) throws SQLException {
        var applied = new TreeMap<Integer, String>();
        session.query(
                "SELECT version, checksum FROM schema_versions",
                _ -> {},
                row -> applied.put(row.count(), row.text()) == null);
        return applied;
    }

    private void apply(Migration migration, Session session) throws SQLException {
        session.execute(dialect.beginWriting());
        dialect.make(migration.statements(dialect.words()), session);
        session.update(
                record,
                to -> to.number(migration.version()).text(migration.name()).text(migration.checksum()));
        session.execute(dialect.endWriting());
    }

    private void requireTables(Session session) throws SQLException {
        var missing = new TreeSet<>(TABLES);
        Set<String> present = tables(session);
        missing.removeAll(present);
        if (missing.isEmpty()) {
            for (Slices.Span span : Slices.all(session)) {
                missing.add(span.slice().table());
            }
            missing.removeAll(present);
        }
        if (!missing.isEmpty()) {
            throw refused("tables are missing: " + missing);
        }
    }

    private static StoreException refused(String reason) {
        return new StoreException(StoreException.Code.SCHEMA, "the database is refused: " + reason);
    }
}
