package io.carillon.membership;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A board in Redis: one hash, whose fields are the notes, each behind its version. Scripts change it, so that nothing comes between a
 * look and a change. Nothing is ever sent again by itself. A board that nobody has changed for two days is forgotten.
 */
final class RedisBoard implements Board {

    private static final Duration FORGOTTEN = Duration.ofDays(2);

    /** The field that counts changes. */
    private static final String COUNT = "#";

    /** As if it took something away: a replica would show what it has, and refuses this. */
    private static final String LOOK = """
            redis.call('HDEL', KEYS[1], '')
            return redis.call('HGETALL', KEYS[1])
            """;

    private static final String PUT = """
            local note = redis.call('HGET', KEYS[1], ARGV[1])
            local version = note and string.match(note, '^%d+') or '-1'
            local done = version == ARGV[3]
            if done then
              local next = redis.call('HINCRBY', KEYS[1], '#', 1)
              redis.call('HSET', KEYS[1], ARGV[1], string.format('%d', next) .. ' ' .. ARGV[2])
              redis.call('PEXPIRE', KEYS[1], ARGV[4])
            end
            local all = redis.call('HGETALL', KEYS[1])
            table.insert(all, 1, done and 'done' or 'other')
            return all
            """;
    private static final String REMOVE = """
            redis.call('HDEL', KEYS[1], ARGV[1])
            return redis.call('HGETALL', KEYS[1])
            """;

    private final BoardAddress address;
    private final ClientResources resources;
    private final RedisClient client;
    private final Line<StatefulRedisConnection<String, String>> line;
    private final String[] key;

    RedisBoard(BoardAddress address, BoardAccess access) {
        this.address = address;
        this.key = new String[] {address.path().substring(1)};
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        this.client = RedisClient.create(resources, uri(address, access));
        client.setOptions(options(access));
        this.line = new Line<>(client::connect, StatefulRedisConnection::close);
    }

    private static RedisURI uri(BoardAddress address, BoardAccess access) {
        BoardAddress.Host host = address.hosts().getFirst();
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(host.name())
                .withPort(host.port())
                .withSsl(address.tls())
                .withClientName("carillon")
                .withTimeout(PATIENCE);
        String password = access.password();
        if (password != null) {
            String user = access.user();
            uri = user == null
                    ? uri.withPassword(password.toCharArray())
                    : uri.withAuthentication(user, password.toCharArray());
        }
        return uri.build();
    }

    private static ClientOptions options(BoardAccess access) {
        return ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder().connectTimeout(PATIENCE).build())
                .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
                .sslOptions(ssl(access))
                .build();
    }

    private static SslOptions ssl(BoardAccess access) {
        SslOptions.Builder ssl = SslOptions.builder().jdkSslProvider().handshakeTimeout(PATIENCE);
        if (access.authority() != null) {
            ssl = ssl.trustManager(access.authority().toFile());
        }
        if (access.certificate() != null && access.key() != null) {
            ssl = ssl.keyManager(access.certificate().toFile(), access.key().toFile(), new char[0]);
        }
        return ssl.build();
    }

    @Override
    public String kind() {
        return "redis";
    }

    @Override
    public String place() {
        return address.toString();
    }

    @Override
    public Sight look() {
        return sight(run(LOOK));
    }

    @Override
    public Outcome put(String name, String text, long ifVersion) {
        List<String> answer = run(PUT, name, text, Long.toString(ifVersion), Long.toString(FORGOTTEN.toMillis()));
        return new Outcome(answer.getFirst().equals("done"), sight(answer.subList(1, answer.size())));
    }

    @Override
    public Sight remove(String name) {
        return sight(run(REMOVE, name));
    }

    private List<String> run(String script, String... arguments) {
        try {
            StatefulRedisConnection<String, String> connection = line.get();
            try {
                return connection.sync().eval(script, ScriptOutputType.MULTI, key, arguments);
            } catch (RedisException failed) {
                line.drop(connection);
                throw failed;
            }
        } catch (RedisException failed) {
            throw Failures.unavailable(this, failed);
        }
    }

    /** Names and notes in turn. */
    private static Sight sight(List<String> fields) {
        var notes = new TreeMap<String, Note>();
        Iterator<String> rest = fields.iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            String note = rest.next();
            int space = note.indexOf(' ');
            if (!name.equals(COUNT) && space > 0) {
                notes.put(name, new Note(note.substring(space + 1), Long.parseLong(note.substring(0, space))));
            }
        }
        return new Sight(notes);
    }

    @Override
    public void close() {
        line.close();
        var _ = client.shutdownAsync(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> endThreads());
    }

    private void endThreads() {
        var _ = resources.shutdown(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
