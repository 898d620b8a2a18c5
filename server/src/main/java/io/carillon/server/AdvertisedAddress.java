package io.carillon.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where other nodes and workers reach the gRPC port of this one, if nobody has said so. */
record AdvertisedAddress(ServerSettings settings) {

    private static final String LOOPBACK = "localhost";

    /** HOST, or HOST:PORT if somebody has said that. */
    String host() {
        String said = settings.cluster().advertise();
        InetAddress bound = settings.address();
        if (said != null) {
            return said;
        }
        if (bound.isLoopbackAddress()) {
            return LOOPBACK;
        }
        return bound.isAnyLocalAddress() ? ownName() : text(bound);
    }

    private static String ownName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return LOOPBACK;
        }
    }

    private static String text(InetAddress address) {
        return address instanceof Inet6Address ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
    }
}
