package io.carillon.schedule;

/** A definition that cannot be a schedule, with the place that is wrong and what would be right there. */
public final class ScheduleException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String code;
    private final String field;
    private final int position;

    /**
     * @param code stable and for programs, such as {@code cron-value} or {@code never-fires}
     * @param field the part of the definition that is wrong, such as {@code hour}
     * @param position where in the expression, counted from 0, or -1 where no place can be named
     */
    public ScheduleException(String code, String field, int position, String message) {
        super(field + ": " + message);
        this.code = code;
        this.field = field;
        this.position = position;
    }

    public String code() {
        return code;
    }

    public String field() {
        return field;
    }

    public int position() {
        return position;
    }
}
