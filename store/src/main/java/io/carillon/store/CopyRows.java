package io.carillon.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows in the binary form that PostgreSQL takes from a client: of each field its length and its bytes. */
final class CopyRows extends Parameters {

    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0};
    private static final int NO_FLAGS = 0;
    private static final int NO_EXTENSION = 0;
    private static final short END = -1;
    private static final int NOTHING = -1;

    private ByteBuffer rows = ByteBuffer.allocate(64 * 1024);

    private CopyRows() {
        rows.put(SIGNATURE).putInt(NO_FLAGS).putInt(NO_EXTENSION);
    }

    /** What a COPY is given for some items, each of which has a value for every column. */
    static <T> ByteBuffer of(List<T> items, int columns, Session.Binding<T> binding) throws SQLException {
        var copy = new CopyRows();
        for (T item : items) {
            copy.room(Short.BYTES).putShort((short) columns);
            binding.bind(item, copy);
        }
        return copy.room(Short.BYTES).putShort(END).flip();
    }

    @Override
    Parameters number(long value) {
        room(Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(value);
        return this;
    }

    @Override
    Parameters text(@Nullable String value) {
        return value == null ? noNumber() : bytes(value.getBytes(UTF_8));
    }

    @Override
    Parameters bytes(byte[] value) {
        room(Integer.BYTES + value.length).putInt(value.length).put(value);
        return this;
    }

    @Override
    Parameters noNumber() {
        room(Integer.BYTES).putInt(NOTHING);
        return this;
    }

    private ByteBuffer room(int wanted) {
        if (rows.remaining() < wanted) {
            int size = Math.max(2 * rows.capacity(), rows.position() + wanted);
            rows = ByteBuffer.wrap(Arrays.copyOf(rows.array(), size)).position(rows.position());
        }
        return rows;
    }
}
