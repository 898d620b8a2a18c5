package io.carillon.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import java.nio.ByteBuffer;

/**
 * Says which page a run stands in. A run has one entry among all by their ids, one in its namespace and one in its job: each of these is
 * a group, within which entries are ordered by the instant that the run is scheduled at, and then by its id.
 *
 * @param group of a namespace or a job the hash of its name, so whoever finds a run by it looks at the run too
 * @param at nothing among all by their ids
 */
record Entry(long group, long at, long run, long page) implements Comparable<Entry> {

    /** All runs by their ids. */
    static final long BY_ID = 0;

    private static final int KEY_BYTES = 3 * Long.BYTES;
    private static final long NO_TIME = 0;
    private static final long NO_PAGE = 0;
    private static final long HASH_START = 0xcbf29ce484222325L;
    private static final long HASH_FACTOR = 0x100000001b3L;
    private static final long MIX_1 = 0xff51afd7ed558ccdL;
    private static final long MIX_2 = 0xc4ceb9fe1a85ec53L;

    static Entry byId(long run, long page) {
        return new Entry(BY_ID, NO_TIME, run, page);
    }

    /** A place between entries: behind all that are smaller. */
    static Entry bound(long group, long at, long run) {
        return new Entry(group, at, run, NO_PAGE);
    }

    static Entry boundById(long run) {
        return byId(run, NO_PAGE);
    }

    static long group(Namespace namespace) {
        return hash(namespace.value());
    }

    static long group(JobKey job) {
        return hash(job.namespace().value() + '/' + job.name().value());
    }

    /** FNV-1a, whose last bits are mixed into the first. It stands in the database, so it stays what it is. */
    private static long hash(String name) {
        long hash = HASH_START;
        for (byte octet : name.getBytes(UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * HASH_FACTOR;
        }
        hash = (hash ^ (hash >>> 33)) * MIX_1;
        hash = (hash ^ (hash >>> 33)) * MIX_2;
        hash ^= hash >>> 33;
        return hash == BY_ID ? 1 : hash;
    }

    /** A place behind this and no other. */
    Entry next() {
        return bound(group, at, run + 1);
    }

    @Override
    public int compareTo(Entry other) {
        int order = Long.compareUnsigned(group, other.group);
        order = order != 0 ? order : Long.compare(at, other.at);
        return order != 0 ? order : Long.compare(run, other.run);
    }

    /** The place that a key names. */
    static Entry ofKey(byte[] key) throws UnreadableRowException {
        if (key.length != KEY_BYTES) {
            throw new UnreadableRowException("a place between entries has " + key.length + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.wrap(key);
        return bound(bytes.getLong(), bytes.getLong() ^ Long.MIN_VALUE, bytes.getLong());
    }

    /** Bytes in the same order, for a database to compare. */
    byte[] key() {
        return ByteBuffer.allocate(KEY_BYTES)
                .putLong(group)
                .putLong(at ^ Long.MIN_VALUE)
                .putLong(run)
                .array();
    }
}
