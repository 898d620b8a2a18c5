package io.carillon.simulation;

import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.engine.Report;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.run.RunError;
import io.carillon.simulation.check.Happening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where work goes on that tasks have begun. It ends after a while, whatever became of its worker, and says so until somebody has heard. */
final class Elsewhere {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final World world;
    private final List<SimulatedNode> nodes;
    private final Chance chance;
    private final List<Order> silent = new ArrayList<>();

    Elsewhere(World world, List<SimulatedNode> nodes) {
        this.world = world;
        this.nodes = nodes;
        this.chance = world.chance().of("elsewhere");
    }

    /** What an attempt has begun. */
    private final class Order {

        private final String process;
        private final WorkerId worker;
        private final Report.OfState end;
        private boolean heard;

        private Order(String process, WorkerId worker, Report.OfState end) {
            this.process = process;
            this.worker = worker;
            this.end = end;
        }

        private void finish() {
            Happening.End how = end instanceof Report.Succeeded ? Happening.End.SUCCEEDED : Happening.End.OTHER;
            world.see(new Happening.TaskEnded(process, end.run(), end.token(), how));
            if (world.taskFaults().callsNobody(chance)) {
                silent.add(this);
            } else {
                call();
            }
        }

        private void call() {
            if (heard) {
                return;
            }
            ask();
            if (world.taskFaults().callsTwice(chance)) {
                ask();
            }
            world.timeline().after(PATIENCE, "elsewhere calls again", this::call);
        }

        private void ask() {
            SimulatedNode node = chance.one(nodes);
            if (node.isOpen()) {
                world.timeline()
                        .after(
                                world.network().delay(),
                                "elsewhere reaches " + node.name(),
                                node.machine()
                                        .inside(() -> node.ask(new Command.CallBack(end, worker), this::answered)));
            }
        }

        private void answered(@Nullable Reply reply) {
            boolean unknown = reply == null
                    || (reply instanceof Reply.Refused refused && refused.kind() == Reply.Kind.UNAVAILABLE);
            if (!unknown) {
                heard = true;
            }
        }
    }

    /** A task leaves its work here; it may be done before the task's worker has said so. */
    void begin(String process, WorkerId worker, RunId run, Token token, boolean well) {
        Report.OfState end = well
                ? new Report.Succeeded(run, token, Duration.ZERO, null)
                : new Report.Failed(run, token, Duration.ZERO, new RunError("BROKEN", "elsewhere"), chance.in(0.8));
        var order = new Order(process, worker, end);
        Duration work = chance.in(0.7) ? chance.millis(1, 500) : chance.millis(500, 6_000);
        world.timeline().after(work, "elsewhere ends " + run + " " + token, order::finish);
    }

    /** Whoever has said nothing does so now. */
    void heal() {
        silent.forEach(Order::call);
        silent.clear();
    }
}
