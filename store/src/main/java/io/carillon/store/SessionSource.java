package io.carillon.store;

import java.sql.SQLException;

/** Opens connections to one database, each with its settings. */
interface SessionSource {

    Session openWriter() throws SQLException;

    Session openReader() throws SQLException;
}
