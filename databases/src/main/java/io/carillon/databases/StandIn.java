package io.carillon.databases;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A shared library in the place of one that a program names and does without, and that a machine may lack: so that tests need no package
 * to be installed. It holds one function, which answers that there is nothing of what it is asked for.
 */
final class StandIn {

    private static final int FUNCTION = 0x180;
    private static final int DYNAMIC = 0x1000;
    private static final int DYNAMIC_SIZE = 6 * 16;
    private static final int SEGMENTS = 0x40;
    private static final int HASH = 0x120;
    private static final int SYMBOLS = 0x138;
    private static final int SYMBOL_SIZE = 24;
    private static final int NAMES = SYMBOLS + 2 * SYMBOL_SIZE;
    private static final int PAGE = 0x1000;

    /** What the kinds of segments are called in elf.h, and what may be done with them. */
    private static final int LOADED = 1;

    private static final int OF_THE_LINKER = 2;
    private static final int OF_THE_STACK = 0x6474e551;
    private static final int EXECUTED = 5;
    private static final int WRITTEN = 6;

    private final ByteBuffer file = ByteBuffer.allocate(DYNAMIC + DYNAMIC_SIZE).order(ByteOrder.LITTLE_ENDIAN);

    private StandIn() {}

    /** The file of a library for Linux on amd64 whose only function returns -1. */
    static byte[] withFunction(String name) {
        byte[] letters = name.getBytes(US_ASCII);
        if (NAMES + letters.length + 2 > FUNCTION) {
            throw new IllegalArgumentException("a name of at most " + (FUNCTION - NAMES - 2) + " letters: " + name);
        }
        var library = new StandIn();
        library.header();
        library.segments();
        library.symbols(letters);
        library.file.put(FUNCTION, new byte[] {(byte) 0xb8, -1, -1, -1, -1, (byte) 0xc3}); // mov eax, -1; ret
        library.dynamic(letters.length + 2);
        return library.file.array();
    }

    /** 64 bits, little endian, a shared object of version 1, for amd64, with four segments and no sections. */
    private void header() {
        file.put(0, new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        file.position(16);
        file.putShort((short) 3).putShort((short) 62).putInt(1);
        file.putLong(0).putLong(SEGMENTS).putLong(0).putInt(0);
        file.putShort((short) SEGMENTS).putShort((short) 56).putShort((short) 4);
        file.putShort((short) 64).putShort((short) 0).putShort((short) 0);
    }

    private void segments() {
        file.position(SEGMENTS);
        segment(LOADED, EXECUTED, 0, FUNCTION + 16, PAGE);
        segment(LOADED, WRITTEN, DYNAMIC, DYNAMIC_SIZE, PAGE);
        segment(OF_THE_LINKER, WRITTEN, DYNAMIC, DYNAMIC_SIZE, Long.BYTES);
        segment(OF_THE_STACK, WRITTEN, 0, 0, 16);
    }

    private void segment(int kind, int use, long place, long size, long alignment) {
        file.putInt(kind).putInt(use).putLong(place).putLong(place).putLong(place);
        file.putLong(size).putLong(size).putLong(alignment);
    }

    /** One bucket with one symbol, the second of two, as the first is none; it is global, and a function. */
    private void symbols(byte[] name) {
        file.position(HASH);
        file.putInt(1).putInt(2).putInt(1).putInt(0).putInt(0);
        file.position(SYMBOLS + SYMBOL_SIZE);
        file.putInt(1)
                .put((byte) 0x12)
                .put((byte) 0)
                .putShort((short) 1)
                .putLong(FUNCTION)
                .putLong(6);
        file.put(NAMES + 1, name);
    }

    /** Where the linker finds the hash table, the names and the symbols. */
    private void dynamic(int sizeOfNames) {
        file.position(DYNAMIC);
        file.putLong(4).putLong(HASH);
        file.putLong(5).putLong(NAMES);
        file.putLong(6).putLong(SYMBOLS);
        file.putLong(10).putLong(sizeOfNames);
        file.putLong(11).putLong(SYMBOL_SIZE);
    }
}
