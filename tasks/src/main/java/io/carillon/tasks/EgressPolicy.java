package io.carillon.tasks;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses, besides public ones, a task may call. Link-local and metadata addresses are never among them.
 *
 * @param loopback all of this machine
 * @param privateNetworks all private ones
 * @param networks those of this machine and of private networks that are listed
 */
public record EgressPolicy(boolean loopback, boolean privateNetworks, List<Network> networks) {

    public static final EgressPolicy PUBLIC_ONLY = new EgressPolicy(false, false, List.of());

    public EgressPolicy {
        networks = List.copyOf(networks);
    }

    public EgressPolicy allowingLoopback() {
        return new EgressPolicy(true, privateNetworks, networks);
    }

    public EgressPolicy allowingPrivateNetworks() {
        return new EgressPolicy(loopback, true, networks);
    }

    public EgressPolicy allowing(Network more) {
        return new EgressPolicy(
                loopback,
                privateNetworks,
                Stream.concat(networks.stream(), Stream.of(more)).toList());
    }

    boolean allows(InetAddress address) {
        return switch (AddressKind.of(address)) {
            case PUBLIC -> true;
            case LOOPBACK -> loopback || lists(address);
            case PRIVATE -> privateNetworks || lists(address);
            case NEVER -> false;
        };
    }

    private boolean lists(InetAddress address) {
        var bytes = AddressKind.revealed(address);
        return networks.stream().anyMatch(network -> network.holds(bytes));
    }
}
