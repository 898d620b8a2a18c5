package io.carillon.chaos.machines;

import io.carillon.chaos.proxy.Weather;
import java.time.Duration;

/** A node or a worker: a process that can be hurt, and its line to what it needs. What is done to one is done one after the other. */
public interface Machine {

    String name();

    /** Starts it, unless it is there. */
    void start();

    /** kill -9. */
    void kill();

    /** It stands still. */
    void freeze();

    void thaw();

    /** Asks it to leave, and waits until it has. */
    void leave();

    /** Of a node the line to its database, of a worker those to the nodes. */
    void become(Weather weather);

    /** Its wall clock is wrong by this from now on; where there is nothing that could do that, it stays right. */
    void setClock(Duration wrongBy);

    /** Resets what is connected over that line, once. */
    void reset();
}
