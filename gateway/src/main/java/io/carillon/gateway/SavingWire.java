package io.carillon.gateway;

import io.carillon.engine.Effect;
import io.carillon.engine.Report;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import io.carillon.protocol.v1.Acknowledgements;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.Saved;
import io.carillon.protocol.v1.Saving;
import io.carillon.protocol.v1.SavingAck;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The translation of what attempts save and how far they are. */
final class SavingWire {

    private static final int MAX_CHECKPOINT_BYTES = 64 * 1024;
    private static final int MAX_STEP_BYTES = 16 * 1024;
    private static final int MAX_NOTE = 200;
    private static final Pattern STEP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}");

    private SavingWire() {}

    /** Something can't be kept, whoever its owner is. */
    static final class UnfitException extends Exception {

        private static final long serialVersionUID = 1;

        private UnfitException(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    static Report progress(io.carillon.protocol.v1.Progress said, Instant now) {
        var progress = new io.carillon.engine.Progress(
                Math.max(0, said.getDone()), Math.max(0, said.getTotal()), Wire.cut(said.getNote(), MAX_NOTE), now);
        return new Report.Progressed(Wire.run(said.getAttempt()), Wire.token(said.getAttempt()), progress);
    }

    static Report saving(Saving saving) throws UnfitException {
        return new Report.Saving(
                Wire.run(saving.getAttempt()),
                Wire.token(saving.getAttempt()),
                Math.max(1, saving.getSequence()),
                entry(saving.getSaved()));
    }

    /** What comes with the end of an attempt; how it ended counts also where some of that can't be kept. */
    static List<Report> left(Result result) {
        var left = new ArrayList<Report>();
        for (Saved saved : result.getSavedList()) {
            try {
                left.add(new Report.Saving(
                        Wire.run(result.getAttempt()),
                        Wire.token(result.getAttempt()),
                        Report.Saving.UNASKED,
                        entry(saved)));
            } catch (UnfitException unfit) {
                // A worker that keeps to the limits never sends it, and its result must not be lost over it.
            }
        }
        return left;
    }

    private static io.carillon.engine.Saved.Entry entry(Saved saved) throws UnfitException {
        boolean step = !saved.getStep().isEmpty();
        if (step && !STEP.matcher(saved.getStep()).matches()) {
            throw new UnfitException("a step is not named '" + Wire.cut(saved.getStep(), 100) + "'");
        }
        int bytes = saved.getJson().getBytes(StandardCharsets.UTF_8).length;
        int most = step ? MAX_STEP_BYTES : MAX_CHECKPOINT_BYTES;
        if (bytes > most) {
            throw new UnfitException((step ? "the result of a step" : "a checkpoint") + " has at most " + most
                    + " bytes; this has " + bytes);
        }
        try {
            return new io.carillon.engine.Saved.Entry(saved.getStep(), Json.parse(saved.getJson()));
        } catch (JsonException malformed) {
            throw new UnfitException("it is not JSON: " + malformed.getMessage());
        }
    }

    static NodeFrame refusal(Saving saving, String reason) {
        var ack = SavingAck.newBuilder()
                .setAttempt(saving.getAttempt())
                .setSequence(saving.getSequence())
                .setReason(reason);
        return NodeFrame.newBuilder()
                .setAcknowledgements(Acknowledgements.newBuilder().addSavings(ack))
                .build();
    }

    static SavingAck acknowledgement(Effect.AcknowledgeSaving ack) {
        Report.Saving saving = ack.saving();
        return SavingAck.newBuilder()
                .setAttempt(Wire.attempt(saving.run(), saving.token()))
                .setSequence(saving.sequence())
                .setAccepted(ack.accepted())
                .setReason(ack.reason())
                .build();
    }

    static List<Saved> saved(Effect.Assign assign) {
        var all = new ArrayList<Saved>();
        if (assign.saved() != null) {
            assign.saved()
                    .byStep()
                    .forEach((step, value) -> all.add(Saved.newBuilder()
                            .setStep(step)
                            .setJson(value.text())
                            .build()));
        }
        return all;
    }
}
