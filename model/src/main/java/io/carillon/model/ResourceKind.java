package io.carillon.model;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What sorts of resources there are. */
public enum ResourceKind {
    /** A choice of time that triggers refer to. */
    CALENDAR("Calendar", "calendars"),
    /** What holds back the runs of the jobs that share it. */
    LIMIT("Limit", "limits");

    private final String title;
    private final String plural;

    ResourceKind(String title, String plural) {
        this.title = title;
        this.plural = plural;
    }

    /** How a document names it: {@code Calendar}. */
    public String title() {
        return title;
    }

    /** How it is called in a sentence: {@code calendar}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How an address names many of it: {@code calendars}. */
    public String plural() {
        return plural;
    }

    public static Optional<ResourceKind> titled(String title) {
        return Arrays.stream(values()).filter(kind -> kind.title.equals(title)).findFirst();
    }

    public static List<String> titles() {
        return Arrays.stream(values()).map(ResourceKind::title).toList();
    }
}
