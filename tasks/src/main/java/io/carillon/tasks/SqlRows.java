package io.carillon.tasks;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Rows as JSON, no more of them than are wanted and than fit in a result. */
final class SqlRows {

    /** Well below the 256 KiB that a worker usually keeps of a result. */
    private static final int MAX_BYTES = 200 << 10;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ResultSet source;
    private final int columns;

    private SqlRows(ResultSet source) throws SQLException {
        this.source = source;
        columns = source.getMetaData().getColumnCount();
    }

    static ObjectNode read(ResultSet source, int maxRows) throws SQLException {
        return new SqlRows(source).read(maxRows);
    }

    private ObjectNode read(int maxRows) throws SQLException {
        var result = JSON.objectNode();
        var names = result.putArray("columns");
        for (int column = 1; column <= columns; column++) {
            names.add(source.getMetaData().getColumnLabel(column));
        }
        int room = MAX_BYTES - size(names);
        var rows = result.putArray("rows");
        boolean more = source.next();
        while (more && rows.size() < maxRows) {
            var row = row();
            room -= size(row) + 1;
            if (room < 0) {
                break;
            }
            rows.add(row);
            more = source.next();
        }
        if (more) {
            result.put("truncated", true);
        }
        return result;
    }

    private ArrayNode row() throws SQLException {
        var row = JSON.arrayNode();
        for (int column = 1; column <= columns; column++) {
            add(row, column);
        }
        return row;
    }

    private void add(ArrayNode row, int column) throws SQLException {
        switch (source.getObject(column)) {
            case null -> row.addNull();
            case Boolean flag -> row.add(flag);
            case Integer number -> row.add(number);
            case Long number -> row.add(number);
            case Short number -> row.add(number.intValue());
            case BigDecimal number -> row.add(number);
            case Double number when Double.isFinite(number) -> row.add(number);
            case Float number when Float.isFinite(number) -> row.add(number);
            case byte[] bytes -> row.add(HexFormat.of().formatHex(bytes));
            // As the database itself writes it: a time keeps its zone and its microseconds.
            default -> row.add(source.getString(column));
        }
    }

    private static int size(ArrayNode values) {
        return values.toString().getBytes(StandardCharsets.UTF_8).length;
    }
}
