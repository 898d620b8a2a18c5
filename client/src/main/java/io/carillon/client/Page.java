package io.carillon.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next the opaque cursor of the part after it; null at the end
 */
public record Page<T>(List<T> items, @Nullable String next) {

    /** The most that the server puts into one page. */
    public static final int MAX_LIMIT = 200;

    public Page {
        items = List.copyOf(items);
    }

    /**
     * Reads page after page until there are enough items or no more pages.
     *
     * @param fetch gives the page at a cursor; the first cursor is null
     */
    public static <T> Page<T> collect(int max, Function<@Nullable String, Page<T>> fetch) {
        var items = new ArrayList<T>();
        String cursor = null;
        do {
            Page<T> page = fetch.apply(cursor);
            items.addAll(page.items());
            if (page.next() != null && page.next().equals(cursor)) {
                throw new CarillonProtocolException("the server's list leads back to the same page: " + cursor);
            }
            cursor = page.next();
        } while (cursor != null && items.size() < max);
        return new Page<>(items.subList(0, Math.min(max, items.size())), cursor);
    }
}
