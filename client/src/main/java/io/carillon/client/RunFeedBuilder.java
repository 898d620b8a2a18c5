package io.carillon.client;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says which nodes are fed, and as whom. Mistakes are reported at once, as {@link IllegalArgumentException}. */
public final class RunFeedBuilder {

    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private List<FeedAddress> nodes = List.of(new FeedAddress("localhost:9090"));
    private @Nullable String token;
    private @Nullable FeedTls tls;
    private int mostUnderWay = 8;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration patience = Duration.ofSeconds(30);

    RunFeedBuilder() {}

    /** The address of a node's gRPC port. Usual: {@code localhost:9090}. */
    public RunFeedBuilder node(String address) {
        return nodes(List.of(address));
    }

    /** The addresses of several nodes, of which each takes everything. The next one is dialled when one is lost. */
    public RunFeedBuilder nodes(List<String> addresses) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("at least one node is needed");
        }
        nodes = addresses.stream().map(FeedAddress::new).toList();
        return this;
    }

    public RunFeedBuilder token(String bearerToken) {
        if (!TOKEN.matcher(bearerToken).matches()) {
            throw new IllegalArgumentException("a token is made of visible ASCII characters; this one is not");
        }
        token = bearerToken;
        return this;
    }

    /** Speaks TLS, and to no node without. */
    public RunFeedBuilder tls(FeedTls files) {
        tls = files;
        return this;
    }

    /** How many batches may wait for their answers before {@link RunFeed#send} waits too; 8 if not given. A node takes 16 of a stream. */
    public RunFeedBuilder underWay(int batches) {
        if (batches < 1) {
            throw new IllegalArgumentException("with " + batches + " batches under way nothing is ever sent");
        }
        mostUnderWay = batches;
        return this;
    }

    /** How long a node may take from the dial to its welcome; 5 s if not given. */
    public RunFeedBuilder connectTimeout(Duration limit) {
        connectTimeout = positive("connect timeout", limit);
        return this;
    }

    /**
     * How long a feed that has lost its node looks for one before batches fail; 30 s if not given. A feed that has never had any tries each
     * node once.
     */
    public RunFeedBuilder patience(Duration limit) {
        patience = positive("patience", limit);
        return this;
    }

    /** Makes the feed. Nothing is dialled before the first batch. */
    public RunFeed build() {
        var limits = new FeedLoop.Limits(connectTimeout.toMillis(), patience.toMillis());
        return new RunFeed(new FeedLoop(nodes, GrpcFeedLine.dialer(token, tls), limits), mostUnderWay);
    }

    private static Duration positive(String what, Duration limit) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("a " + what + " of " + limit + " is not positive");
        }
        return limit;
    }
}
