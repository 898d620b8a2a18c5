package io.carillon.engine.testing;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The process that something runs in. What is to happen inside it happens at once, or when it goes on after a pause, or never if
 * it has died by then.
 */
public final class Machine {

    private final String name;
    private final Timeline timeline;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int boot;
    private boolean up;
    private boolean paused;

    public Machine(String name, Timeline timeline) {
        this.name = name;
        this.timeline = timeline;
    }

    public String name() {
        return name;
    }

    public int boot() {
        return boot;
    }

    public boolean up() {
        return up;
    }

    public boolean paused() {
        return paused;
    }

    public void start() {
        boot++;
        up = true;
        paused = false;
    }

    public void kill() {
        up = false;
        paused = false;
        waiting.clear();
    }

    public void pause() {
        paused = up;
    }

    public void resume() {
        if (paused) {
            paused = false;
            for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                timeline.at(timeline.now(), name + " goes on", next);
            }
        }
    }

    /** Lets actions happen in the process that runs now, and in no later one. */
    public Consumer<Runnable> process() {
        int mine = boot;
        return action -> run(mine, action);
    }

    /** The action as it happens in the process that runs now. */
    public Runnable inside(Runnable action) {
        Consumer<Runnable> process = process();
        return () -> process.accept(action);
    }

    private void run(int mine, Runnable action) {
        if (!up || mine != boot) {
            return;
        }
        if (paused) {
            waiting.add(() -> run(mine, action));
        } else {
            action.run();
        }
    }
}
