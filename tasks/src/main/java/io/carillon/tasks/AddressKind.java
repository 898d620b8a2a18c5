package io.carillon.tasks;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/** What lies behind an address, as far as a guard against calls into one's own network is concerned. */
enum AddressKind {
    PUBLIC,
    LOOPBACK,
    PRIVATE,
    /** Link-local, multicast, unspecified, reserved, or known to serve a cloud's credentials to whoever asks. */
    NEVER;

    private static final int V4_BYTES = 4;

    /** First match wins. */
    private static final List<Rule> V4 = List.of(
            rule(NEVER, 32, 100, 100, 100, 200),
            rule(NEVER, 32, 168, 63, 129, 16),
            rule(NEVER, 8, 0),
            rule(NEVER, 16, 169, 254),
            rule(NEVER, 24, 192, 0, 0),
            rule(NEVER, 4, 224),
            rule(NEVER, 4, 240),
            rule(LOOPBACK, 8, 127),
            rule(PRIVATE, 8, 10),
            rule(PRIVATE, 12, 172, 16),
            rule(PRIVATE, 16, 192, 168),
            rule(PRIVATE, 10, 100, 64),
            rule(PRIVATE, 15, 198, 18));

    private static final List<Rule> V6 = List.of(
            rule(NEVER, 128, 0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54),
            rule(NEVER, 128, 0xfd, 0x20, 0, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54),
            rule(NEVER, 128),
            rule(LOOPBACK, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
            rule(NEVER, 10, 0xfe, 0x80),
            rule(NEVER, 10, 0xfe, 0xc0),
            rule(NEVER, 8, 0xff),
            rule(NEVER, 32, 0x20, 0x01, 0, 0),
            rule(NEVER, 48, 0, 0x64, 0xff, 0x9b, 0, 1),
            rule(PRIVATE, 7, 0xfc));

    /** Forms of an IPv6 address that are an IPv4 address in disguise, with where it is hidden. */
    private static final List<Disguise> DISGUISES = List.of(
            new Disguise(prefix(96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff), 12),
            new Disguise(prefix(96, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff), 12),
            new Disguise(prefix(96, 0, 0x64, 0xff, 0x9b), 12),
            new Disguise(prefix(96), 12),
            new Disguise(prefix(16, 0x20, 0x02), 2));

    private record Rule(AddressKind kind, AddressPrefix prefix) {}

    private record Disguise(AddressPrefix form, int offset) {}

    private static Rule rule(AddressKind kind, int length, Integer... bytes) {
        return new Rule(kind, prefix(length, bytes));
    }

    private static AddressPrefix prefix(int length, Integer... bytes) {
        return new AddressPrefix(length, List.of(bytes));
    }

    static AddressKind of(InetAddress address) {
        var bytes = revealed(address);
        return first(bytes.length == V4_BYTES ? V4 : V6, bytes);
    }

    /** The bytes of an address, or of the one that it hides. */
    static byte[] revealed(InetAddress address) {
        var bytes = address.getAddress();
        if (address instanceof Inet4Address || first(V6, bytes) != PUBLIC) {
            return bytes;
        }
        for (var disguise : DISGUISES) {
            if (disguise.form().matches(bytes)) {
                return Arrays.copyOfRange(bytes, disguise.offset(), disguise.offset() + V4_BYTES);
            }
        }
        return bytes;
    }

    private static AddressKind first(List<Rule> rules, byte[] address) {
        for (var rule : rules) {
            if (rule.prefix().matches(address)) {
                return rule.kind();
            }
        }
        return PUBLIC;
    }
}
