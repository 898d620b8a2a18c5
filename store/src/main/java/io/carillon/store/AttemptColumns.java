package io.carillon.store;

import io.carillon.model.Epoch;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.run.Attempt;
import java.sql.SQLException;

/** The four columns of an attempt, wherever one is kept. */
final class AttemptColumns {

    private AttemptColumns() {}

    static Parameters write(Attempt attempt, Parameters to) throws SQLException {
        return to.number(attempt.token().epoch().number())
                .number(attempt.token().attempt())
                .text(attempt.worker().value())
                .instant(attempt.handedOutAt());
    }

    static Attempt read(Row row) throws SQLException, UnreadableRowException {
        return new Attempt(new Token(new Epoch(row.number()), row.count()), new WorkerId(row.text()), row.instant());
    }
}
