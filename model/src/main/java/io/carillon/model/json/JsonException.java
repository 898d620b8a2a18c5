package io.carillon.model.json;

/** Text that is not JSON, with the place where it stops being so. */
public final class JsonException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;

    JsonException(String message, int line, int column) {
        super(message + " at line " + line + ", column " + column);
        this.line = line;
        this.column = column;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }
}
