package io.carillon.test;

import io.carillon.worker.Patience;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where handlers play: knows which of them is on at present, and how time passes for it. */
final class Stage {

    private final World world;
    private Duration patience = Duration.ofSeconds(30);
    private volatile @Nullable Play current;

    Stage(World world) {
        this.world = world;
    }

    void patience(Duration span) {
        patience = span;
    }

    /** Whether the calling thread is that of a handler. */
    boolean isOn() {
        Play play = current;
        return play != null && play.isMine();
    }

    void goOn(Play play) {
        current = play;
        try {
            play.goOn(patience);
        } finally {
            current = null;
        }
    }

    /** How handlers wait for what the worker gets to know. */
    Patience patience() {
        return (answer, atMost) -> {
            rest(answer::isDone, atMost);
            return answer.isDone();
        };
    }

    void sleep(Duration span) throws InterruptedException {
        rest(() -> false, span);
    }

    private void rest(BooleanSupplier enough, @Nullable Duration atMost) throws InterruptedException {
        Play play = current;
        if (play == null || !play.isMine()) {
            throw new IllegalStateException(
                    "only the thread of a handler can let time pass like this; a test turns the clock by advance");
        }
        if (enough.getAsBoolean()) {
            return;
        }
        Instant until = atMost == null ? Instant.MAX : world.now().plus(atMost);
        if (atMost != null) {
            world.wakeAt(until);
        }
        play.rest(() -> enough.getAsBoolean() || !world.now().isBefore(until));
    }
}
