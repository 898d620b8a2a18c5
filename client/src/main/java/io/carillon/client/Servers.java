package io.carillon.client;

import java.net.URI;
import java.util.List;
import java.util.function.Function;

/**
 * The addresses of some nodes, each of which answers as any other would. The one that answered last is asked first; where it can't be
 * reached, the next one is, as long as the question can't have done anything yet or does no harm a second time.
 */
final class Servers {

    private final List<URI> all;
    private volatile int current;

    Servers(List<URI> all) {
        if (all.isEmpty()) {
            throw new IllegalArgumentException("at least one server is needed");
        }
        this.all = List.copyOf(all);
    }

    /** @param repeatable whether the question may be asked twice */
    <T> T ask(boolean repeatable, Function<URI, T> question) {
        int first = current;
        for (int tried = 0; ; tried++) {
            int place = (first + tried) % all.size();
            try {
                T answer = question.apply(all.get(place));
                current = place;
                return answer;
            } catch (CarillonUnreachableException silent) {
                boolean next = tried + 1 < all.size() && (repeatable || !silent.mayHaveBeenHeard());
                if (!next || Thread.currentThread().isInterrupted()) {
                    throw silent;
                }
            }
        }
    }
}
