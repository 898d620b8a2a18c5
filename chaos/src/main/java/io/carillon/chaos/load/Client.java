package io.carillon.chaos.load;

import io.carillon.chaos.machines.Site;
import io.carillon.chaos.process.Times;
import io.carillon.client.CarillonApiException;
import io.carillon.client.CarillonClient;
import io.carillon.client.CarillonUnreachableException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Asks one node after the other until one answers. A refusal that says that nothing happened, or that nobody knows, is asked again: so what
 * is asked must be safe to repeat.
 */
public final class Client implements AutoCloseable {

    /** Longer than any fault and what it takes to recover from it. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(200);
    private static final int UNAVAILABLE = 503;

    private final List<CarillonClient> nodes;
    private final AtomicInteger latest = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();

    public Client(List<URI> addresses) {
        nodes = addresses.stream().map(Client::connect).toList();
    }

    private static CarillonClient connect(URI address) {
        return CarillonClient.builder()
                .server(address)
                .token(Site.TOKEN)
                .connectTimeout(Duration.ofSeconds(1))
                .callTimeout(Duration.ofSeconds(5))
                .build();
    }

    public <T> T ask(Function<CarillonClient, T> question) {
        Instant end = Times.now().plus(PATIENCE);
        String refused = "nobody was asked";
        int node = latest.get();
        for (int tries = 1; Times.now().isBefore(end); tries++) {
            try {
                T answer = question.apply(nodes.get(node));
                latest.set(node);
                answered.incrementAndGet();
                return answer;
            } catch (CarillonUnreachableException silent) {
                refused = String.valueOf(silent.getMessage());
            } catch (CarillonApiException refusal) {
                refused = refusal.code();
                if (refusal.status() != UNAVAILABLE) {
                    throw refusal;
                }
            }
            repeated.incrementAndGet();
            node = (node + 1) % nodes.size();
            if (tries % nodes.size() == 0) {
                Times.pass(BETWEEN_ROUNDS);
            }
        }
        throw new IllegalStateException(
                "no answer within " + PATIENCE.toSeconds() + " s; the last that was heard is: " + refused);
    }

    public int answered() {
        return answered.get();
    }

    public int repeated() {
        return repeated.get();
    }

    @Override
    public void close() {
        nodes.forEach(CarillonClient::close);
    }
}
