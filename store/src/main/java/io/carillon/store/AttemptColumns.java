package io.carillon.store;

import io.carillon.model.Epoch;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Routing;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Choice;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The four columns of an attempt, wherever one is kept, and a fifth behind all others that says how its worker was chosen. */
final class AttemptColumns {

    private AttemptColumns() {}

    static Parameters write(Attempt attempt, Parameters to) throws SQLException {
        return to.number(attempt.token().epoch().number())
                .number(attempt.token().attempt())
                .text(attempt.worker().value())
                .instant(attempt.handedOutAt());
    }

    /** How its worker was chosen, as text; null if nobody knows. */
    static @Nullable String choice(Attempt attempt) {
        Choice choice = attempt.choice();
        return choice == null ? null : choice.strategy() + " " + choice.suitable() + " " + choice.freeSlots();
    }

    static Attempt withChoice(Attempt attempt, @Nullable String text) throws UnreadableRowException {
        if (text == null) {
            return attempt;
        }
        String[] parts = text.split(" ", -1);
        try {
            var choice = new Choice(
                    Routing.Strategy.valueOf(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
            return new Attempt(attempt.token(), attempt.worker(), attempt.handedOutAt(), choice);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException reason) {
            throw new UnreadableRowException("how a worker was chosen can't be read: '" + text + "'", reason);
        }
    }

    static Attempt read(Row row) throws SQLException, UnreadableRowException {
        return new Attempt(new Token(new Epoch(row.number()), row.count()), new WorkerId(row.text()), row.instant());
    }
}
