package io.carillon.simulation;

import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.Saved;
import io.carillon.protocol.v1.Saving;
import io.carillon.protocol.v1.SavingAck;
import io.carillon.protocol.v1.Welcome;
import io.carillon.simulation.check.Happening;
import io.carillon.worker.core.AttemptKey;
import io.carillon.worker.save.AttemptSaves;
import io.carillon.worker.save.SaveLimits;
import io.carillon.worker.save.SaveShipper;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What the tasks of one life of a worker say of how far they are, and leave for the attempts that come after them. */
final class SavingTasks {

    private static final SaveLimits LIMITS = SaveLimits.DEFAULT.withCheckpointEvery(Duration.ofMillis(200));
    private static final List<String> STEPS = List.of("charge", "mail");

    private final Consumer<Happening> witness;
    private final SaveShipper shipper;
    private final Map<AttemptKey, AttemptSaves> tasks = new HashMap<>();
    private final Map<Sent, Saved> sent = new LinkedHashMap<>();

    SavingTasks(Consumer<Happening> witness, Runnable wake) {
        this.witness = witness;
        this.shipper = new SaveShipper(LIMITS, wake);
    }

    private record Sent(Attempt attempt, long sequence) {}

    void begin(AttemptKey attempt, Assignment assignment) {
        var given = new HashMap<String, String>();
        assignment.getSavedList().forEach(saved -> given.put(saved.getStep(), saved.getJson()));
        var of = WireAttempt.of(attempt);
        witness.accept(new Happening.TaskGiven(of.run(), of.token(), given));
        tasks.put(attempt, shipper.open(assignment));
    }

    /** A task gets further: says so, leaves a checkpoint, or does a step that no attempt has done yet. */
    void goOn(AttemptKey attempt, Chance chance) {
        AttemptSaves saves = tasks.get(attempt);
        if (saves == null) {
            return;
        }
        long reached = saves.checkpoint().map(Long::parseLong).orElse(0L) + 1;
        if (chance.in(0.5)) {
            saves.progress(reached, 0, "");
            saves.checkpoint(String.valueOf(reached));
        } else {
            step(attempt, saves, chance.one(STEPS));
        }
    }

    private void step(AttemptKey attempt, AttemptSaves saves, String step) {
        if (saves.result(step).isPresent()) {
            return;
        }
        var of = WireAttempt.of(attempt);
        witness.accept(new Happening.StepDone(of.run(), of.token(), step));
        var _ = saves.keep(step, "\"" + attempt + "\"");
    }

    /** A task has ended: what it leaves that is not known to be durable goes with its result. */
    List<Saved> end(AttemptKey attempt) {
        AttemptSaves saves = tasks.remove(attempt);
        return saves == null ? List.of() : saves.close();
    }

    void lost() {
        shipper.lost();
    }

    void meet(Welcome welcome, Duration now) {
        shipper.welcomed(welcome.getSaves(), now);
    }

    void heed(NodeFrame frame, Duration now) {
        if (frame.hasWelcome() || frame.hasRecall()) {
            shipper.recalled(now);
        } else if (frame.hasAcknowledgements()) {
            frame.getAcknowledgements().getSavingsList().forEach(this::heed);
        }
    }

    private void heed(SavingAck ack) {
        Saved saved = sent.remove(new Sent(ack.getAttempt(), ack.getSequence()));
        if (saved != null && ack.getAccepted()) {
            var of = WireAttempt.of(ack.getAttempt());
            witness.accept(new Happening.SavingAcknowledged(of.run(), of.token(), saved.getStep(), saved.getJson()));
        }
        shipper.acknowledged(ack);
    }

    Optional<Reports> next(Duration now) {
        Optional<Reports> said = shipper.next(now);
        said.ifPresent(leaving -> leaving.getSavingsList().forEach(this::remember));
        return said;
    }

    private void remember(Saving saving) {
        sent.put(new Sent(saving.getAttempt(), saving.getSequence()), saving.getSaved());
    }

    Optional<Duration> wakeUp() {
        return shipper.wakeUp();
    }
}
