package io.carillon.model;

import java.util.regex.Pattern;

/** The one rule for what a name may look like: safe in a URL, a file name, a metric label and a shell variable's value. */
final class Names {

    static final int MAX_LENGTH = 128;

    static final String RULE =
            "1 to " + MAX_LENGTH + " letters, digits, '-', '_' or '.', beginning and ending with a letter or digit";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?");

    private Names() {}

    static String checked(String kind, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException("a " + kind + " has " + RULE);
        }
        return value;
    }
}
