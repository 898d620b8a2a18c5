package io.carillon.store;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/** Some entries in their order as bytes: each by how it differs from the one before, and a checksum of all. */
final class EntryBlock {

    private static final int LONGEST_ENTRY = 4 * 10;
    private static final Entry START = new Entry(0, 0, 0, 0);

    private EntryBlock() {}

    static byte[] write(List<Entry> entries) {
        byte[] bytes = new byte[Integer.BYTES + entries.size() * LONGEST_ENTRY];
        CodedOutputStream out = CodedOutputStream.newInstance(bytes, Integer.BYTES, bytes.length - Integer.BYTES);
        try {
            Entry last = START;
            for (Entry entry : entries) {
                write(entry, last, out);
                last = entry;
            }
        } catch (IOException impossible) {
            throw new IllegalStateException("no room for " + entries.size() + " entries", impossible);
        }
        int length = out.getTotalBytesWritten();
        ByteBuffer.wrap(bytes).putInt(checksum(bytes, length));
        return Arrays.copyOf(bytes, Integer.BYTES + length);
    }

    private static void write(Entry entry, Entry last, CodedOutputStream out) throws IOException {
        out.writeUInt64NoTag(entry.group() - last.group());
        out.writeSInt64NoTag(entry.at() - last.at());
        out.writeSInt64NoTag(entry.run() - last.run());
        out.writeUInt64NoTag(entry.run() - entry.page());
    }

    static List<Entry> read(byte[] bytes) throws UnreadableRowException {
        int length = bytes.length - Integer.BYTES;
        if (length < 0 || ByteBuffer.wrap(bytes).getInt() != checksum(bytes, length)) {
            throw new UnreadableRowException("the checksum of " + bytes.length + " bytes of entries is wrong");
        }
        CodedInputStream in = CodedInputStream.newInstance(bytes, Integer.BYTES, length);
        var entries = new ArrayList<Entry>();
        try {
            Entry last = START;
            while (!in.isAtEnd()) {
                last = read(last, in);
                entries.add(last);
            }
        } catch (IOException reason) {
            throw new UnreadableRowException(reason);
        }
        return entries;
    }

    private static Entry read(Entry last, CodedInputStream in) throws IOException {
        long group = last.group() + in.readUInt64();
        long at = last.at() + in.readSInt64();
        long run = last.run() + in.readSInt64();
        return new Entry(group, at, run, run - in.readUInt64());
    }

    private static int checksum(byte[] bytes, int length) {
        var sum = new CRC32C();
        sum.update(bytes, Integer.BYTES, length);
        return (int) sum.getValue();
    }
}
