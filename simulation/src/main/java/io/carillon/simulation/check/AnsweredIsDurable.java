package io.carillon.simulation.check;

import io.carillon.engine.Reply;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;

/** What a client is told is durable at that instant. */
final class AnsweredIsDurable extends Invariant {

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.Answered answered) {
            switch (answered.reply()) {
                case Reply.JobSaved saved -> {
                    JobHistory history = ledger.job(saved.job().id());
                    require(history != null && history.had(saved.job()), "not durable: ", answered);
                    require(
                            !saved.job().activeFrom().isAfter(ledger.now()),
                            "takes effect later than it was answered: ",
                            answered);
                }
                case Reply.JobDeleted deleted ->
                    require(
                            ledger.jobs().stream()
                                    .anyMatch(job -> job.present().key().equals(deleted.key()) && job.deleted()),
                            "not durable: ",
                            answered);
                case Reply.RunMade made -> require(ledger.run(made.run().id()) != null, "not durable: ", answered);
                case Reply.RunRepeated repeated ->
                    require(ledger.run(repeated.run()) != null, "not durable: ", answered);
                case Reply.AppDeclared declared -> require(ledger.knows(declared.app()), "not durable: ", answered);
                case Reply.CancelTaken taken -> requireCancelled(taken, ledger);
                default -> {}
            }
        }
    }

    /** Whoever has it is being told to stop: it does not wait, as far as anybody can read. */
    private void requireCancelled(Reply.CancelTaken taken, Ledger ledger) {
        Run run = ledger.run(taken.run());
        require(run == null || !(run.state() instanceof RunState.Pending), "cancelled and still to come: ", run);
    }
}
