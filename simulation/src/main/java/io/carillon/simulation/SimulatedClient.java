package io.carillon.simulation;

import io.carillon.engine.Command;
import io.carillon.engine.Reply;
import io.carillon.model.JobKey;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user of one job: defines it, changes it, asks for runs and cancels them; repeats what was not answered. */
final class SimulatedClient {

    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final int MOST_TRIES = 12;

    private final String name;
    private final World world;
    private final List<SimulatedNode> nodes;
    private final JobKind kind;
    private final Chance chance;
    private boolean exists;
    private boolean retired;
    private boolean silent;
    private int turn;
    private int keys;

    SimulatedClient(JobKind kind, List<SimulatedNode> nodes, World world) {
        this.name = "client-" + kind.name();
        this.world = world;
        this.nodes = nodes;
        this.kind = kind;
        this.chance = world.chance().of(name);
        this.turn = chance.below(nodes.size());
    }

    /** A command on its way to being answered; repeated until it is, or until the client has had enough. */
    private final class Request {

        private final Command command;
        private int tries;
        private boolean done;

        private Request(Command command) {
            this.command = command;
        }

        private void attempt() {
            if (done) {
                return;
            }
            if (++tries > MOST_TRIES) {
                finish();
                return;
            }
            int mine = tries;
            send(this);
            if (world.plan().has(Fault.CLIENT_REPEATED) && chance.in(0.05) && !retired) {
                world.log().add(Fault.CLIENT_REPEATED);
                send(this);
            }
            world.timeline().after(PATIENCE, name + " is tired of waiting", () -> {
                if (!done && tries == mine) {
                    turn++;
                    attempt();
                }
            });
        }

        private void replied(Reply reply) {
            if (done) {
                return;
            }
            if (reply instanceof Reply.Refused refused && refused.kind() == Reply.Kind.UNAVAILABLE) {
                turn++;
                int mine = tries;
                world.timeline().after(chance.millis(50, 500), name + " tries again", () -> {
                    if (!done && tries == mine) {
                        attempt();
                    }
                });
                return;
            }
            learn(command, reply);
            finish();
        }

        private void finish() {
            done = true;
            world.timeline()
                    .after(
                            chance.between(Duration.ofMillis(100), kind.habit().pause()),
                            name + " acts",
                            SimulatedClient.this::act);
        }
    }

    void start() {
        world.timeline().after(chance.millis(0, 2_000), name + " acts", this::act);
    }

    /**
     * Asks for nothing more. Where memory is small, or several jobs may want more than a limit that they share lets through, its last act is
     * to pause its job, so that a backlog can come to its end.
     */
    void retire() {
        retired = true;
    }

    private void act() {
        if (!retired) {
            int what = chance.below(100);
            if (exists && what >= 85) {
                cancelSomething();
            } else {
                new Request(next(what)).attempt();
            }
        } else if (mayBeBehind() && !silent) {
            silent = true;
            new Request(new Command.PauseJob(kind.key())).attempt();
        }
    }

    private boolean mayBeBehind() {
        return world.plan().hasSmallMemory() || !kind.needs().guards().limits().isEmpty();
    }

    /** Looks at the job's runs and cancels one of those that have not ended. */
    private void cancelSomething() {
        SimulatedNode node = nodes.get(Math.floorMod(turn, nodes.size()));
        List<Run> live = node.read(kind.key()).stream()
                .filter(run -> !(run.state() instanceof RunState.Final))
                .toList();
        Command cancel = live.isEmpty() ? trigger(kind.key()) : new Command.CancelRun(chance.one(live));
        new Request(cancel).attempt();
    }

    private Command next(int what) {
        JobKey key = kind.key();
        if (!exists) {
            return new Command.CreateJob(kind.draft(chance));
        }
        return what < kind.habit().changes() ? change(key) : trigger(key);
    }

    private Command change(JobKey key) {
        return switch (chance.below(8)) {
            case 0, 1 -> new Command.PauseJob(key);
            case 2, 3, 4 -> new Command.ResumeJob(key);
            case 5 -> new Command.DeleteJob(key, null);
            default -> new Command.ReplaceJob(kind.draft(chance), null);
        };
    }

    private Command trigger(JobKey key) {
        Instant at = chance.in(0.3) ? world.timeline().now().plus(chance.millis(-2_000, 20_000)) : null;
        String runKey = chance.in(0.7) ? "key-" + (chance.in(0.2) ? chance.below(keys + 1) : ++keys) : null;
        Priority priority = chance.in(0.2) ? new Priority(chance.between(Priority.MIN, Priority.MAX)) : null;
        return new Command.TriggerJob(key, Json.Obj.EMPTY, at, runKey, priority);
    }

    private void learn(Command command, Reply reply) {
        switch (reply) {
            case Reply.JobSaved _ -> exists = true;
            case Reply.JobDeleted _ -> {
                exists = false;
                keys += 1_000;
            }
            case Reply.Refused refused -> {
                if (refused.code().equals("job-not-found")) {
                    exists = false;
                } else if (refused.code().equals("job-exists")) {
                    exists = true;
                }
            }
            default -> {}
        }
        world.timeline()
                .tell(name + " " + command.getClass().getSimpleName() + ": "
                        + (reply instanceof Reply.Refused refused
                                ? refused.code()
                                : reply.getClass().getSimpleName()));
    }

    private void send(Request request) {
        SimulatedNode node = nodes.get(Math.floorMod(turn, nodes.size()));
        if (!node.isOpen()) {
            world.timeline()
                    .after(
                            world.network().delay(),
                            name + " is refused",
                            () -> request.replied(
                                    new Reply.Refused(Reply.Kind.UNAVAILABLE, "unreachable", "connection refused")));
            return;
        }
        world.timeline()
                .after(
                        world.network().delay(),
                        name + " reaches " + node.name(),
                        node.machine().inside(() -> node.ask(request.command, reply -> answer(request, reply))));
    }

    private void answer(Request request, @Nullable Reply reply) {
        if (reply == null) {
            return;
        }
        if (!retired && world.plan().has(Fault.CLIENT_REPLY_LOST) && chance.in(0.03)) {
            world.log().add(Fault.CLIENT_REPLY_LOST);
            return;
        }
        world.timeline().after(world.network().delay(), name + " is answered", () -> request.replied(reply));
    }
}
