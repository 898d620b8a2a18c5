package io.carillon.databases.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are stopped and started again: from below those that the system gives to whoever connects, so that nobody
 * takes one while its server is away.
 */
public final class Ports {

    private static final int LOWEST = 20_000;
    private static final int BEHIND = 32_000;
    private static final int TRIES = 100;

    private Ports() {}

    public static int free() {
        return free(1).getFirst();
    }

    /** So many, no two of them the same. */
    public static List<Integer> free(int count) {
        List<Integer> free = ThreadLocalRandom.current()
                .ints(LOWEST, BEHIND)
                .limit((long) TRIES * count)
                .distinct()
                .filter(Ports::isFree)
                .limit(count)
                .boxed()
                .toList();
        if (free.size() < count) {
            throw new IllegalStateException("of the ports from " + LOWEST + " to " + BEHIND + " few are free");
        }
        return free;
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
