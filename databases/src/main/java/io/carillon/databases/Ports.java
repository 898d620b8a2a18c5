package io.carillon.databases;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that are stopped and started again: from below those that the system gives to whoever connects, so that nobody
 * takes one while its server is away.
 */
final class Ports {

    private static final int LOWEST = 20_000;
    private static final int BEHIND = 32_000;
    private static final int TRIES = 100;

    private Ports() {}

    static int free() {
        return ThreadLocalRandom.current()
                .ints(TRIES, LOWEST, BEHIND)
                .filter(Ports::isFree)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no port is free from " + LOWEST + " to " + BEHIND));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
