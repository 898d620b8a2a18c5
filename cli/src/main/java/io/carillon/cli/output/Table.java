package io.carillon.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows under headings, in columns as wide as what is in them, and no wider together than the terminal. */
public final class Table {

    private static final int GAP = 2;
    private static final int NARROWEST = 6;
    private static final String CUT = "…";

    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** Adds a row; null and empty cells are shown as a dash. */
    public Table row(@Nullable Object... cells) {
        if (cells.length != headings.size()) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + headings.size() + " columns");
        }
        rows.add(Arrays.stream(cells).map(Table::cell).toList());
        return this;
    }

    /**
     * The table as lines.
     *
     * @param width what a line may take; 0 is no limit
     */
    public String text(int width) {
        int[] widths = widths();
        if (width > 0) {
            narrow(widths, width);
        }
        var out = new StringBuilder();
        line(out, headings, widths);
        rows.forEach(row -> line(out, row, widths));
        return out.toString();
    }

    private static String cell(@Nullable Object value) {
        String text = value == null ? "" : PlainText.line(value.toString());
        return text.isEmpty() ? "-" : text;
    }

    private int[] widths() {
        var widths = new int[headings.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = rows.stream()
                    .mapToInt(row -> row.get(column).length())
                    .reduce(headings.get(i).length(), Math::max);
        }
        return widths;
    }

    /** Takes from the widest column again and again: a long message gives way before an id does. */
    private static void narrow(int[] widths, int width) {
        int excess = Arrays.stream(widths).sum() + GAP * (widths.length - 1) - width;
        while (excess-- > 0) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] >= widths[widest] ? i : widest;
            }
            if (widths[widest] <= NARROWEST) {
                return;
            }
            widths[widest]--;
        }
    }

    private static void line(StringBuilder out, List<String> cells, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cut(cells.get(i), widths[i]);
            line.append(cell).repeat(' ', widths[i] - cell.length() + GAP);
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private static String cut(String cell, int width) {
        return cell.length() <= width ? cell : cell.substring(0, width - CUT.length()) + CUT;
    }
}
