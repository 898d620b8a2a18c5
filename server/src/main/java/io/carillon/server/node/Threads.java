package io.carillon.server.node;

import java.util.concurrent.ThreadFactory;

/** Platform threads with a name; there are few, and each has a duty. */
final class Threads {

    private Threads() {}

    static ThreadFactory named(String name) {
        return Thread.ofPlatform().name(name).daemon(true).factory();
    }
}
