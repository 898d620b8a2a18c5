package io.carillon.model;

/** The one rule for what a name may look like: safe in a URL, a file name, a metric label and a shell variable's value. */
final class Names {

    static final int MAX_LENGTH = 128;

    static final String RULE =
            "1 to " + MAX_LENGTH + " letters, digits, '-', '_' or '.', beginning and ending with a letter or digit";

    private Names() {}

    static String checked(String kind, String value) {
        if (!isName(value)) {
            throw new IllegalArgumentException("a " + kind + " has " + RULE);
        }
        return value;
    }

    private static boolean isName(String value) {
        int last = value.length() - 1;
        if (last < 0
                || last >= MAX_LENGTH
                || !isLetterOrDigit(value.charAt(0))
                || !isLetterOrDigit(value.charAt(last))) {
            return false;
        }
        for (int i = 1; i < last; i++) {
            char c = value.charAt(i);
            if (!isLetterOrDigit(c) && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return true;
    }

    /** Of ASCII: other scripts have no place in a URL. */
    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
    }
}
