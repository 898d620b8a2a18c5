package io.carillon.worker.core;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Who a worker says it is. The boot id is made anew by every start of the process. */
public record WorkerProfile(
        String workerId,
        String bootId,
        String app,
        int slots,
        SortedSet<String> taskTypes,
        SortedMap<String, String> labels) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?");
    private static final int MAX_SLOTS = 100_000;

    public WorkerProfile {
        checkName("worker id", workerId);
        checkName("boot id", bootId);
        checkName("app", app);
        if (slots < 1 || slots > MAX_SLOTS) {
            throw new IllegalArgumentException("slots " + slots + " is not between 1 and " + MAX_SLOTS);
        }
        if (taskTypes.isEmpty()) {
            throw new IllegalArgumentException("a worker has at least one handler or task type");
        }
        taskTypes = Collections.unmodifiableSortedSet(new TreeSet<>(taskTypes));
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    private static void checkName(String kind, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    kind + " \"" + value + "\" is not 1 to 128 letters, digits, '-', '_' or '.',"
                            + " beginning and ending with a letter or digit");
        }
    }
}
