package io.carillon.benchmarks.beside;

import java.util.List;
import java.util.Locale;

/**
 * What lies there before a trial begins, and takes no part in it.
 *
 * @param jobs so many jobs that fire once a year
 * @param pending so many runs that are due in a year
 * @param history so many runs that are over
 */
record Stock(int jobs, int pending, int history) {

    static final Stock NONE = new Stock(0, 0, 0);

    /** As {@link #argument} wrote it down. */
    static Stock of(String argument) {
        String[] numbers = argument.split(",", -1);
        return new Stock(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2]));
    }

    /** As one process tells another. */
    String argument() {
        return jobs + "," + pending + "," + history;
    }

    @Override
    public String toString() {
        String words = String.join(
                ", ",
                List.of(words(jobs, "jobs"), words(pending, "runs pending"), words(history, "runs in the history"))
                        .stream()
                        .filter(each -> !each.isEmpty())
                        .toList());
        return words.isEmpty() ? "nothing" : words;
    }

    private static String words(int number, String what) {
        return number == 0 ? "" : String.format(Locale.ROOT, "%,d %s", number, what);
    }
}
