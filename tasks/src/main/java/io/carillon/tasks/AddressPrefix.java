package io.carillon.tasks;

import java.util.List;

/**
 * The first bits of an address.
 *
 * @param length in bits
 * @param bytes those that are not zero; zeros at the end may be left out
 */
record AddressPrefix(int length, List<Integer> bytes) {

    boolean matches(byte[] address) {
        for (int bit = 0; bit < length; bit++) {
            int at = bit / Byte.SIZE;
            int wanted = at < bytes.size() ? bytes.get(at) : 0;
            int mask = 0x80 >> bit % Byte.SIZE;
            if ((wanted & mask) != (address[at] & mask)) {
                return false;
            }
        }
        return true;
    }
}
