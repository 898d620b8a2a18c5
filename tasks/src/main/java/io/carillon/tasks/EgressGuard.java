package io.carillon.tasks;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Decides whether a host may be called. Every address that its name has must be allowed: one may be picked later. */
final class EgressGuard {

    /** The answer; what a host resolves to is not part of it, since that would map a network for strangers. */
    sealed interface Verdict {

        record Allowed() implements Verdict {}

        record Denied(AddressKind kind) implements Verdict {}

        record Unknown() implements Verdict {}
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

    Verdict check(String host) {
        try {
            for (var address : resolver.resolve(host)) {
                if (!policy.allows(address)) {
                    return new Verdict.Denied(AddressKind.of(address));
                }
            }
            return new Verdict.Allowed();
        } catch (UnknownHostException unknown) {
            return new Verdict.Unknown();
        }
    }
}
