package io.carillon.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes what is not there in MySQL, which can be told to do so of tables only: so the indexes of a table are made in the statement that
 * makes the table, and are there if it is. That is also half the work.
 */
final class MySqlTables {

    private static final Pattern TABLE = Pattern.compile("CREATE TABLE IF NOT EXISTS (\\w+) .*", Pattern.DOTALL);
    private static final Pattern INDEX =
            Pattern.compile("CREATE (UNIQUE )?INDEX IF NOT EXISTS (\\w+) ON (\\w+) (\\(.*\\))", Pattern.DOTALL);
    private static final String END = "\n)";

    /** There is such a column, or such an index. */
    private static final List<Integer> THERE = List.of(1060, 1061);

    private final Map<String, String> tables = new LinkedHashMap<>();
    private final List<String> changes = new ArrayList<>();

    private MySqlTables() {}

    static void make(List<String> statements, Session session) throws SQLException {
        var made = new MySqlTables();
        statements.forEach(made::add);
        for (String table : made.tables.values()) {
            session.execute(table);
        }
        for (String change : made.changes) {
            makeUnlessThere(change, session);
        }
    }

    private void add(String statement) {
        Matcher table = TABLE.matcher(statement);
        Matcher index = INDEX.matcher(statement);
        if (table.matches()) {
            tables.put(table.group(1), statement);
        } else if (index.matches() && tables.containsKey(index.group(3))) {
            tables.computeIfPresent(index.group(3), (_, made) -> with(index, made));
        } else {
            changes.add(statement.replace("INDEX IF NOT EXISTS", "INDEX"));
        }
    }

    /** The last line of columns may end in a comment. */
    private static String with(Matcher index, String table) {
        String unique = index.group(1) == null ? "" : index.group(1);
        int end = table.lastIndexOf(END);
        return table.substring(0, end) + "\n    , " + unique + "INDEX " + index.group(2) + " " + index.group(4)
                + table.substring(end);
    }

    private static void makeUnlessThere(String change, Session session) throws SQLException {
        try {
            session.execute(change);
        } catch (SQLException failure) {
            if (!THERE.contains(failure.getErrorCode())) {
                throw failure;
            }
        }
    }
}
