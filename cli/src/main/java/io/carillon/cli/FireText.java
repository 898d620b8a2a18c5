package io.carillon.cli;

import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/** Fires for people: one on a line, with a remark where the clocks change. */
final class FireText {

    private FireText() {}

    /** What is to be said about an instant, at which there need not be a fire. */
    record Remark(Instant instant, String text) {}

    static String lines(List<Instant> fires, List<Remark> remarks, Function<Instant, String> format) {
        var instants = new TreeSet<>(fires);
        remarks.forEach(remark -> instants.add(remark.instant()));
        var text = new StringBuilder();
        for (Instant instant : instants) {
            text.append(format.apply(instant));
            remarks.stream()
                    .filter(remark -> remark.instant().equals(instant))
                    .forEach(remark -> text.append("  ").append(remark.text()));
            text.append('\n');
        }
        return text.toString();
    }
}
