package io.carillon.store;

import io.carillon.engine.Archive;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The database servers that a cluster is spread over: one, as a rule, or several that share its partitions. */
public final class ServerDatabases {

    private ServerDatabases() {}

    /** The databases that a list names: a name may have commas itself, where it names several hosts. */
    public static List<String> list(String urls) {
        return Arrays.stream(urls.split(",(?=\\s*jdbc:)", -1))
                .map(String::strip)
                .toList();
    }

    /**
     * Opens all of them.
     *
     * @param urls in their order, which never changes
     * @param user in each of them, unless that is said in its name
     * @param archive what is to keep history before it is deleted; null if nothing is
     */
    public static DurableStore open(
            Path dataDirectory,
            List<String> urls,
            @Nullable String user,
            @Nullable String password,
            @Nullable Archive archive) {
        return urls.size() == 1
                ? ServerDatabase.open(dataDirectory, urls.getFirst(), user, password, archive)
                : DirectoryLock.holding(
                        dataDirectory,
                        (directory, lock) ->
                                new SpreadStore(openEach(directory, urls, user, password, archive), lock::close));
    }

    private static List<JdbcStore> openEach(
            Path directory,
            List<String> urls,
            @Nullable String user,
            @Nullable String password,
            @Nullable Archive archive) {
        var stores = new ArrayList<JdbcStore>();
        try {
            for (String url : urls) {
                var place = new Place(stores.size(), urls.size());
                JdbcStore first = place.isFirst() ? null : stores.getFirst();
                var landmarks = new LandmarkFile(directory, place);
                stores.add(ServerDatabase.open(
                        url, user, password, new Surroundings(landmarks, archive, () -> {}, place, first)));
            }
            return stores;
        } finally {
            if (stores.size() < urls.size()) {
                stores.forEach(JdbcStore::close);
            }
        }
    }
}
