package io.carillon.tasks;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Addresses that an operator lists: one, or all that begin alike. */
public final class Network {

    private final String text;
    private final int addressBytes;
    private final AddressPrefix prefix;

    private Network(String text, int addressBytes, AddressPrefix prefix) {
        this.text = text;
        this.addressBytes = addressBytes;
        this.prefix = prefix;
    }

    /** Such as {@code 10.1.0.0/16}, {@code 10.1.2.3} or {@code fd12:3456::/32}. Never a name: names may change their minds. */
    public static Network parse(String text) {
        int slash = text.indexOf('/');
        var address = literal(slash < 0 ? text : text.substring(0, slash), text).getAddress();
        int bits = address.length * Byte.SIZE;
        int length = slash < 0 ? bits : length(text.substring(slash + 1), bits, text);
        var bytes = new ArrayList<Integer>();
        for (byte each : address) {
            bytes.add(Byte.toUnsignedInt(each));
        }
        for (int bit = length; bit < bits; bit++) {
            if ((address[bit / Byte.SIZE] & 0x80 >> bit % Byte.SIZE) != 0) {
                throw new IllegalArgumentException(
                        text + " names more of the address than its first " + length + " bits");
            }
        }
        return new Network(text, address.length, new AddressPrefix(length, List.copyOf(bytes)));
    }

    boolean holds(byte[] address) {
        return address.length == addressBytes && prefix.matches(address);
    }

    @Override
    public String toString() {
        return text;
    }

    private static InetAddress literal(String address, String text) {
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException name) {
            throw malformed(text);
        }
    }

    private static int length(String digits, int bits, String text) {
        if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > bits) {
            throw malformed(text);
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is not an address or a network such as 10.1.2.3, 10.1.0.0/16 or fd12::/16");
    }
}
