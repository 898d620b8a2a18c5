package io.carillon.store;

import java.sql.BatchUpdateException;
import java.sql.SQLException;

/** What a database says of a failure, without what the statement carried, which may be secret and ends in logs and answers. */
final class Reason {

    private static final int LONGEST = 300;

    private Reason() {}

    /** A batch quotes its statement and says behind that what went wrong; any message may quote the row from its second line on. */
    static String of(SQLException failure) {
        SQLException cause = failure;
        if (failure instanceof BatchUpdateException && failure.getNextException() != null) {
            cause = failure.getNextException();
        }
        String first = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return first.length() <= LONGEST ? first : first.substring(0, LONGEST);
    }
}
