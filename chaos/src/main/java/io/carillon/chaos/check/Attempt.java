package io.carillon.chaos.check;

import io.carillon.chaos.witness.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the witness says of one hand-out: a beginning, and an end unless its process died; more than that is a violation. */
record Attempt(String run, Entry.Token token, List<Entry> lines) {

    Attempt {
        lines = List.copyOf(lines);
    }

    private record Key(String run, Entry.Token token) {}

    static List<Attempt> of(List<Entry> witness) {
        Map<Key, List<Entry>> byKey = new LinkedHashMap<>();
        for (Entry entry : witness) {
            byKey.computeIfAbsent(new Key(entry.run(), entry.token()), _ -> new ArrayList<>())
                    .add(entry);
        }
        return byKey.entrySet().stream()
                .map(each -> new Attempt(each.getKey().run(), each.getKey().token(), each.getValue()))
                .toList();
    }

    Entry begun() {
        return lines.getFirst();
    }

    /** How it ended, if it did. */
    Optional<Entry> ended() {
        return lines.stream().filter(line -> !line.isBeginning()).findFirst();
    }

    long beginnings() {
        return lines.stream().filter(Entry::isBeginning).count();
    }

    boolean isDone() {
        return ended().filter(end -> end.outcome().equals(Entry.DONE)).isPresent();
    }

    String text() {
        return String.join("\n", lines.stream().map(Entry::line).toList());
    }
}
