package io.carillon.membership;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.carillon.engine.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ClientX509Util;
import org.apache.zookeeper.data.ACL;

/**
 * A board in ZooKeeper: children of one node. The server that we are connected to may lag behind the others; but it does what one
 * client asks for in turn, so that what is read after a write, or after a sync, is no older than that.
 *
 * <p>The session is a connection and no more. One server is spoken to; when a call fails, the next. The client could go on to another
 * by itself, but does so later than a lease is trusted, and may come to the same again.
 */
final class ZooKeeperBoard implements Board {

    private static final Duration SESSION = Duration.ofSeconds(4);

    private final BoardAddress address;
    private final BoardAccess access;
    private final List<ACL> rights;
    private final ZKClientConfig config;
    private final Line<ZooKeeper> line;
    private final AtomicInteger turn = new AtomicInteger();

    ZooKeeperBoard(BoardAddress address, BoardAccess access) {
        this.address = address;
        this.access = access;
        this.rights = access.password() == null ? ZooDefs.Ids.OPEN_ACL_UNSAFE : ZooDefs.Ids.CREATOR_ALL_ACL;
        this.config = config(address, access);
        this.line = new Line<>(this::connect, ZooKeeperBoard::end);
    }

    private static ZKClientConfig config(BoardAddress address, BoardAccess access) {
        var config = new ZKClientConfig();
        config.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
        if (address.tls()) {
            config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
            config.setProperty(
                    ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "org.apache.zookeeper.ClientCnxnSocketNetty");
            if (access.authority() != null) {
                try (var names = new ClientX509Util()) {
                    config.setProperty(
                            names.getSslTruststoreLocationProperty(),
                            access.authority().toString());
                    config.setProperty(names.getSslTruststoreTypeProperty(), "PEM");
                }
            }
        }
        return config;
    }

    private ZooKeeper connect() {
        String host = address.host(turn.getAndIncrement()).toString();
        try {
            var keeper = new ZooKeeper(host, (int) SESSION.toMillis(), _ -> {}, config);
            if (access.password() != null) {
                keeper.addAuthInfo("digest", (access.user() + ":" + access.password()).getBytes(UTF_8));
            }
            return keeper;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Saying good-bye waits for an answer, which may never come. */
    private static void end(ZooKeeper keeper) {
        Thread.ofVirtual().name("carillon-zookeeper-end").start(() -> {
            try {
                keeper.close();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public String kind() {
        return "zookeeper";
    }

    @Override
    public String place() {
        return address.toString();
    }

    @Override
    public Sight look() {
        return run(calls -> calls.sync(address.path()).thenCompose(_ -> sight(calls)));
    }

    @Override
    public Outcome put(String name, String text, long ifVersion) {
        byte[] bytes = text.getBytes(UTF_8);
        return run(calls -> (ifVersion == ABSENT
                        ? create(calls, path(name), bytes)
                        : calls.set(path(name), bytes, (int) ifVersion))
                .thenCompose(done -> sight(calls).thenApply(sight -> new Outcome(done, sight))));
    }

    @Override
    public Sight remove(String name) {
        return run(calls -> calls.delete(path(name)).thenCompose(_ -> sight(calls)));
    }

    private String path(String name) {
        return address.path() + "/" + name;
    }

    private <T> T run(Function<ZooKeeperCalls, CompletableFuture<T>> work) {
        ZooKeeper keeper = line.get();
        try {
            return work.apply(new ZooKeeperCalls(keeper, rights)).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw failed(keeper, failed.getCause() == null ? failed : failed.getCause());
        } catch (TimeoutException silent) {
            String reason = "no answer within " + PATIENCE.toMillis() + " ms; the connection is " + keeper.getState();
            throw failed(keeper, new IOException(reason, silent));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw failed(keeper, stopped);
        }
    }

    private StoreException failed(ZooKeeper keeper, Throwable cause) {
        line.drop(keeper);
        return Failures.unavailable(this, cause);
    }

    /** Makes the path as well; what there is of it stays as it is. */
    private CompletableFuture<Boolean> create(ZooKeeperCalls calls, String path, byte[] bytes) {
        CompletableFuture<Boolean> above = CompletableFuture.completedFuture(true);
        for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
            String parent = path.substring(0, end);
            above = above.thenCompose(_ -> calls.create(parent, new byte[0]));
        }
        return above.thenCompose(_ -> calls.create(path, bytes));
    }

    private CompletableFuture<Sight> sight(ZooKeeperCalls calls) {
        return calls.children(address.path()).thenCompose(names -> {
            var notes = names.stream().collect(Collectors.toMap(Function.identity(), name -> calls.read(path(name))));
            return CompletableFuture.allOf(notes.values().toArray(CompletableFuture[]::new))
                    .thenApply(_ -> sight(notes));
        });
    }

    private static Sight sight(Map<String, CompletableFuture<Optional<Note>>> read) {
        var notes = new TreeMap<String, Note>();
        read.forEach((name, note) -> note.join().ifPresent(known -> notes.put(name, known)));
        return new Sight(notes);
    }

    @Override
    public void close() {
        line.close();
    }
}
