package io.carillon.tasks;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/** Looks hosts up for those who connect. Every address that a name has must be allowed: any of them may be picked. */
final class EgressGuard implements DnsResolver {

    /** What a host resolves to is not part of it, since that would map a network for strangers. */
    static final class DeniedException extends UnknownHostException {

        private static final long serialVersionUID = 1L;

        private final AddressKind kind;

        DeniedException(String host, AddressKind kind) {
            super(host);
            this.kind = kind;
        }

        AddressKind kind() {
            return kind;
        }
    }

    interface Resolver {

        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final EgressPolicy policy;
    private final Resolver resolver;

    EgressGuard(EgressPolicy policy, Resolver resolver) {
        this.policy = policy;
        this.resolver = resolver;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        var addresses = resolver.resolve(host);
        for (var address : addresses) {
            if (!policy.allows(address)) {
                throw new DeniedException(host, AddressKind.of(address));
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
