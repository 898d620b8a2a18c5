package io.carillon.chaos.machines;

import io.carillon.chaos.proxy.FaultProxy;
import io.carillon.chaos.proxy.Weather;
import io.carillon.databases.process.GuardedProcess;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What nodes and workers have in common. */
abstract class Living implements Machine, AutoCloseable {

    private final String name;
    private final WallClock clock;
    private final List<FaultProxy> lines;
    private @Nullable GuardedProcess process;
    private int starts;

    Living(String name, WallClock clock, List<FaultProxy> lines) {
        this.name = name;
        this.clock = clock;
        this.lines = List.copyOf(lines);
    }

    /** @param starts how often it was started before */
    abstract GuardedProcess launch(int starts);

    final WallClock clock() {
        return clock;
    }

    final List<FaultProxy> lines() {
        return lines;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final synchronized void start() {
        if (process == null || !process.isAlive()) {
            process = launch(starts++);
        }
    }

    @Override
    public final synchronized void kill() {
        if (process != null) {
            process.kill();
            WallClock.forget(process.pid());
            process = null;
        }
    }

    @Override
    public final synchronized void freeze() {
        if (process != null) {
            process.freeze();
        }
    }

    @Override
    public final synchronized void thaw() {
        if (process != null) {
            process.thaw();
        }
    }

    @Override
    public final synchronized void leave() {
        if (process != null) {
            boolean left = process.end("TERM");
            WallClock.forget(process.pid());
            process = null;
            if (!left) {
                throw new IllegalStateException(name + " was asked to leave and did not");
            }
        }
    }

    /** Starts it again if it ended although nobody made it; says whether it did. A node that comes up without its database does that. */
    final synchronized boolean tend() {
        if (process == null || process.isAlive()) {
            return false;
        }
        WallClock.forget(process.pid());
        process = launch(starts++);
        return true;
    }

    @Override
    public final void become(Weather weather) {
        lines.forEach(line -> line.become(weather));
    }

    @Override
    public final void setClock(Duration wrongBy) {
        clock.step(wrongBy);
    }

    @Override
    public final void reset() {
        lines.forEach(FaultProxy::reset);
    }

    @Override
    public final void close() {
        kill();
        lines.forEach(FaultProxy::close);
    }
}
