package io.carillon.tasks;

/** A field of a task's settings that cannot be used, and why. */
final class InvalidSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String field;

    InvalidSettingsException(String field, String problem) {
        super(problem);
        this.field = field;
    }

    String toSentence() {
        return field.isEmpty() ? String.valueOf(getMessage()) : field + ": " + getMessage();
    }
}
