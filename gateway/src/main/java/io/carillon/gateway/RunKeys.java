package io.carillon.gateway;

/** What the keys may be like by which requests are known again. */
public final class RunKeys {

    public static final String RULE = "a key has 1 to 256 characters";

    private static final int MAX_LENGTH = 256;

    private RunKeys() {}

    public static boolean isValid(String key) {
        return !key.isEmpty() && key.length() <= MAX_LENGTH;
    }
}
