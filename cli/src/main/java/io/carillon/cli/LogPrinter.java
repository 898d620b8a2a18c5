package io.carillon.cli;

import io.carillon.cli.output.PlainText;
import io.carillon.client.LogView;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/** Lines of a log as people read them, one attempt below the other. */
final class LogPrinter implements Consumer<LogView> {

    private final PrintWriter out;
    private int attempt;

    LogPrinter(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void accept(LogView line) {
        if (line.attempt() != attempt) {
            attempt = line.attempt();
            out.println("--- attempt " + attempt);
        }
        out.println(line.leftOut() > 0 ? leftOut(line.leftOut()) : text(line));
        out.flush();
    }

    private static String leftOut(long count) {
        return String.format(Locale.ROOT, "… %,d %s left out …", count, count == 1 ? "line" : "lines");
    }

    private static String text(LogView line) {
        String level = PlainText.line(Objects.requireNonNullElse(line.level(), ""));
        String source = line.source() == null ? "" : PlainText.line(line.source()) + "  ";
        String text = PlainText.lines(Objects.requireNonNullElse(line.text(), ""));
        return String.format(Locale.ROOT, "%s %-5s %s%s", line.at(), level, source, text);
    }
}
