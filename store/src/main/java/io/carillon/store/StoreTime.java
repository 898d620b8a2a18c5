package io.carillon.store;

import java.sql.SQLException;
import java.time.Instant;

/** What time it is: the nodes of a cluster have one clock between them, which is a database's own or that of the first of several. */
interface StoreTime {

    Instant present(Session session) throws SQLException;
}
