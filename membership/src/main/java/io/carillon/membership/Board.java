package io.carillon.membership;

import io.carillon.engine.StoreException;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A few notes that all nodes of a cluster see. A note is changed by whoever knows the version that it has: what a node sent and gave
 * up waiting for can't undo what it sent after that. Calls come from any thread, end within some {@linkplain #PATIENCE patience}, and
 * fail with a {@link StoreException} that names the server. One that has failed may have taken place.
 */
interface Board extends AutoCloseable {

    /** How long one look or one change may take, connecting included: several fit into the time for which a lease is trusted. */
    Duration PATIENCE = Duration.ofSeconds(1);

    /** The version of a note that is not there. */
    long ABSENT = -1;

    /**
     * What stands on the board.
     *
     * @param version another one after each change
     */
    record Note(String text, long version) {}

    /** All notes, by their names. */
    record Sight(SortedMap<String, Note> notes) {

        public Sight {
            notes = Collections.unmodifiableSortedMap(new TreeMap<>(notes));
        }

        long version(String name) {
            Note note = notes.get(name);
            return note == null ? ABSENT : note.version();
        }
    }

    /**
     * What came of a change, and how the board looks after it.
     *
     * @param done false where the note had another version
     */
    record Outcome(boolean done, Sight sight) {}

    /** What kind of server it is on, in the word that begins its address. */
    String kind();

    /** Where it is, for people; without anything secret. */
    String place();

    /** How the board looks, no older than this call. */
    Sight look();

    Outcome put(String name, String text, long ifVersion);

    /** How the board looks without a note, whatever its version was. */
    Sight remove(String name);

    /** Waits for nothing. */
    @Override
    void close();
}
