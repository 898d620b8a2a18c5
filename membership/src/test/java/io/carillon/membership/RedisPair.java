package io.carillon.membership;

import io.carillon.databases.RedisServer;
import java.nio.file.Path;

/** Two servers of Redis, of which one has what the other has, behind the address of the one that is written to. */
final class RedisPair implements AutoCloseable {

    private final Relay address;
    private final RedisServer primary;
    private final RedisServer replica;

    RedisPair(Path empty) {
        primary = RedisServer.start(empty.resolve("one"));
        replica = RedisServer.start(empty.resolve("other"));
        address = new Relay(primary.port());
        replica.follow(primary);
    }

    String url() {
        return primary.url(address.port());
    }

    RedisServer primary() {
        return primary;
    }

    RedisServer replica() {
        return replica;
    }

    /** Who connects from now on comes to the replica; who is connected stays where he is. */
    void moveAddress() {
        address.leadTo(replica.port());
    }

    /** As it was at first. */
    void mend() {
        if (!primary.isRunning()) {
            primary.start();
        }
        primary.promote();
        replica.follow(primary);
        address.leadTo(primary.port());
    }

    boolean isInStep() {
        return replica.hasAllOf(primary);
    }

    @Override
    public void close() {
        address.close();
        replica.close();
        primary.close();
    }
}
