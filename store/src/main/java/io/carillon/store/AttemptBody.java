package io.carillon.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.carillon.engine.FailedAttempt;
import io.carillon.engine.Write;
import io.carillon.model.Epoch;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Routing;
import io.carillon.model.json.JsonException;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Choice;
import io.carillon.store.stored.Chosen;
import io.carillon.store.stored.HandOut;
import io.carillon.store.stored.StoredAttempt;
import java.time.Instant;

/** Attempts as bytes: those in the body of a run, and those that are kept beside it. */
final class AttemptBody {

    private AttemptBody() {}

    static byte[] write(Write.AddAttempt added) {
        return StoredAttempt.newBuilder()
                .setAttempt(of(added.attempt(), Offset.from(added.endedAt())))
                .setError(Errors.write(added.error()))
                .build()
                .toByteArray();
    }

    static FailedAttempt read(Instant endedAt, byte[] body) throws UnreadableRowException {
        try {
            StoredAttempt stored = StoredAttempt.parseFrom(body);
            return new FailedAttempt(
                    attempt(stored.getAttempt(), Offset.from(endedAt)), endedAt, Errors.read(stored.getError()));
        } catch (InvalidProtocolBufferException
                | IllegalArgumentException
                | ArithmeticException
                | JsonException reason) {
            throw new UnreadableRowException("an attempt can't be read: " + reason.getMessage(), reason);
        }
    }

    static HandOut of(Attempt attempt, Offset offset) {
        HandOut.Builder stored = HandOut.newBuilder()
                .setEpoch(attempt.token().epoch().number())
                .setNumber(attempt.token().attempt())
                .setWorker(attempt.worker().value())
                .setHandedOutAt(offset.of(attempt.handedOutAt()));
        Choice choice = attempt.choice();
        if (choice != null) {
            stored.setChoice(stored(choice));
        }
        return stored.build();
    }

    private static Chosen stored(Choice choice) {
        var stored = Chosen.newBuilder()
                .setStrategy(choice.strategy().name())
                .setSuitable(choice.suitable())
                .setFreeSlots(choice.freeSlots());
        if (choice.busy() != null) {
            stored.setBusy(choice.busy());
        }
        if (choice.insteadOf() != null) {
            stored.setInsteadOf(choice.insteadOf().value());
        }
        return stored.build();
    }

    private static Choice choice(Chosen stored) {
        return new Choice(
                Routing.Strategy.valueOf(stored.getStrategy()),
                stored.getSuitable(),
                stored.getFreeSlots(),
                stored.hasBusy() ? stored.getBusy() : null,
                stored.hasInsteadOf() ? new WorkerId(stored.getInsteadOf()) : null);
    }

    static Attempt attempt(HandOut stored, Offset offset) {
        var token = new Token(new Epoch(stored.getEpoch()), stored.getNumber());
        var worker = new WorkerId(stored.getWorker());
        Instant handedOutAt = offset.at(stored.getHandedOutAt());
        return new Attempt(token, worker, handedOutAt, stored.hasChoice() ? choice(stored.getChoice()) : null);
    }
}
