package io.carillon.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Says which server and as whom. Mistakes are reported at once, as {@link IllegalArgumentException}. */
public final class CarillonClientBuilder {

    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

    private List<URI> servers = List.of(URI.create("http://localhost:8080"));
    private @Nullable String token;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration callTimeout = Duration.ofSeconds(30);
    private long maxBodyBytes = 32L << 20;

    CarillonClientBuilder() {}

    /** The HTTP address of a node or of what stands before the nodes; it may have a path. Usual: {@code http://localhost:8080}. */
    public CarillonClientBuilder server(URI address) {
        servers = List.of(checked(address));
        return this;
    }

    /**
     * The HTTP addresses of several nodes. The next one is asked where one can't be reached: of what changes something only as long as
     * nothing can have happened, or if the request has a key of its own.
     */
    public CarillonClientBuilder servers(List<URI> addresses) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("at least one server is needed");
        }
        servers = addresses.stream().map(CarillonClientBuilder::checked).toList();
        return this;
    }

    private static URI checked(URI address) {
        String scheme = String.valueOf(address.getScheme());
        boolean web = scheme.equals("http") || scheme.equals("https");
        if (!web || address.getHost() == null) {
            throw new IllegalArgumentException(
                    "a server's address is like http://localhost:8080, not '" + address + "'");
        }
        if (address.getRawUserInfo() != null || address.getRawQuery() != null || address.getRawFragment() != null) {
            throw new IllegalArgumentException("a server's address has no user, query or fragment");
        }
        return URI.create(address.toString().replaceAll("/+$", ""));
    }

    public CarillonClientBuilder token(String bearerToken) {
        if (!TOKEN.matcher(bearerToken).matches()) {
            throw new IllegalArgumentException("a token is made of visible ASCII characters; this one is not");
        }
        token = bearerToken;
        return this;
    }

    /** How long connecting may take; 5 s if not given. */
    public CarillonClientBuilder connectTimeout(Duration limit) {
        connectTimeout = positive("connect timeout", limit);
        return this;
    }

    /** How long a call may take from its beginning to the last byte of the answer; 30 s if not given. */
    public CarillonClientBuilder callTimeout(Duration limit) {
        callTimeout = positive("call timeout", limit);
        return this;
    }

    /** The largest answer that is read; 32 MiB if not given. */
    public CarillonClientBuilder maxBodyBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a limit of " + bytes + " bytes takes no answer at all");
        }
        maxBodyBytes = bytes;
        return this;
    }

    /** Makes the client. Nothing is sent until the first call. */
    public CarillonClient build() {
        return new CarillonClient(
                new Transport(servers, token, new Transport.Limits(connectTimeout, callTimeout, maxBodyBytes)));
    }

    private static Duration positive(String what, Duration limit) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("a " + what + " of " + limit + " is not positive");
        }
        return limit;
    }
}
