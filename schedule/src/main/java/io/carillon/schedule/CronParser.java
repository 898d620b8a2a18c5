package io.carillon.schedule;

import io.carillon.model.job.CronDialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Reads a whole expression: a macro, an interval or five to seven fields. */
final class CronParser {

    private static final int MAX_LENGTH = 512;
    private static final String WHOLE = "expression";

    private static final Map<String, String> MACROS = Map.of(
            "@YEARLY", "0 0 1 1 *",
            "@ANNUALLY", "0 0 1 1 *",
            "@MONTHLY", "0 0 1 * *",
            "@WEEKLY", "0 0 * * 0",
            "@DAILY", "0 0 * * *",
            "@MIDNIGHT", "0 0 * * *",
            "@HOURLY", "0 * * * *");

    private static final List<CronField> UNIX_FIELDS =
            List.of(CronField.MINUTE, CronField.HOUR, CronField.DAY_OF_MONTH, CronField.MONTH, CronField.DAY_OF_WEEK);
    private static final List<CronField> SECONDS_FIRST = List.of(CronField.values());

    private final String expression;
    private final CronDialect asked;
    private final long spread;

    CronParser(String expression, CronDialect asked, long spread) {
        this.expression = expression;
        this.asked = asked;
        this.spread = spread;
    }

    CronExpression parse() {
        if (expression.length() > MAX_LENGTH) {
            throw refused("cron-length", "an expression has at most " + MAX_LENGTH + " characters");
        }
        List<CronText> texts = CronText.fieldsOf(expression);
        if (!texts.isEmpty() && texts.getFirst().peek() == '@') {
            return macro(texts);
        }
        CronDialect dialect = dialectFor(texts.size());
        return fields(texts, dialect);
    }

    private CronExpression macro(List<CronText> texts) {
        CronText word = texts.getFirst();
        String name = word.rest();
        if (name.equals("@EVERY") && texts.size() == 2) {
            return interval(texts.getLast());
        }
        String meaning = MACROS.get(name);
        if (meaning == null || texts.size() != 1) {
            throw new ScheduleException(
                    "cron-macro",
                    WHOLE,
                    word.position(),
                    "allowed: @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly, or @every 90s");
        }
        CronExpression fields = new CronParser(meaning, CronDialect.UNIX, spread).parse();
        return new CronExpression(expression, fields.dialect(), fields.body());
    }

    private CronExpression interval(CronText text) {
        Duration period = CronInterval.parse(text);
        CronDialect dialect = asked == CronDialect.AUTO ? CronDialect.UNIX : asked;
        return new CronExpression(expression, dialect, new CronBody.Interval(period));
    }

    private CronDialect dialectFor(int count) {
        boolean fits = switch (asked) {
            case AUTO -> count >= 5 && count <= 7;
            case UNIX -> count == 5;
            case QUARTZ -> count == 6 || count == 7;
            case SPRING -> count == 6;
        };
        if (!fits) {
            throw refused("cron-fields", "it has " + count + " fields; allowed: " + allowedCounts());
        }
        if (asked != CronDialect.AUTO) {
            return asked;
        }
        return count == 5 ? CronDialect.UNIX : CronDialect.QUARTZ;
    }

    private String allowedCounts() {
        String unix = "5 (minute hour day-of-month month day-of-week)";
        String seconds = "6 (second minute hour day-of-month month day-of-week)";
        return switch (asked) {
            case AUTO -> unix + ", " + seconds + " or 7 (… year)";
            case UNIX -> unix;
            case QUARTZ -> seconds + " or 7 (… year)";
            case SPRING -> seconds;
        };
    }

    private CronExpression fields(List<CronText> texts, CronDialect dialect) {
        List<CronField> order = dialect == CronDialect.UNIX ? UNIX_FIELDS : SECONDS_FIRST;
        Map<CronField, CronColumn> columns = new EnumMap<>(CronField.class);
        for (int i = 0; i < texts.size(); i++) {
            CronField field = order.get(i);
            columns.put(field, CronFieldParser.parse(field, dialect, spread, texts.get(i)));
        }
        columns.putIfAbsent(CronField.SECOND, CronColumn.only(CronField.SECOND, 0));
        columns.putIfAbsent(CronField.YEAR, CronColumn.every(CronField.YEAR));
        boolean eitherDay = checkDays(columns, dialect, texts.get(order.indexOf(CronField.DAY_OF_WEEK)));
        WallPattern pattern = new WallPattern(columns, eitherDay);
        if (pattern.isEmpty()) {
            throw refused("never-fires", "no date matches, so it would never fire");
        }
        boolean repeats = repeats(columns, CronField.MINUTE) || repeats(columns, CronField.HOUR);
        List<CronColumn> inOrder = new ArrayList<>(columns.values());
        return new CronExpression(
                expression, dialect, new CronBody.Fields(List.copyOf(inOrder), eitherDay, pattern, repeats));
    }

    private static boolean repeats(Map<CronField, CronColumn> columns, CronField field) {
        CronColumn column = columns.get(field);
        return column != null && column.repeats();
    }

    /** Whether a day matches by either day field, as in Unix where both are restricted. Quartz gives both no meaning. */
    private boolean checkDays(Map<CronField, CronColumn> columns, CronDialect dialect, CronText weekdayText) {
        CronColumn dates = columns.getOrDefault(CronField.DAY_OF_MONTH, CronColumn.every(CronField.DAY_OF_MONTH));
        CronColumn weekdays = columns.getOrDefault(CronField.DAY_OF_WEEK, CronColumn.every(CronField.DAY_OF_WEEK));
        if (dialect == CronDialect.UNIX) {
            return !dates.isStarred() && !weekdays.isStarred();
        }
        String problem = null;
        if (dialect == CronDialect.QUARTZ && dates.isUnspecified() && weekdays.isUnspecified()) {
            problem = "'?' stands in one of the two day fields, not in both";
        } else if (dialect == CronDialect.QUARTZ && isRestricted(dates) && isRestricted(weekdays)) {
            problem = "one of the two day fields is '?' in Quartz; in the Spring dialect both must match";
        }
        if (problem != null) {
            throw new ScheduleException("cron-days", CronField.DAY_OF_WEEK.label(), weekdayText.start(), problem);
        }
        return false;
    }

    private static boolean isRestricted(CronColumn column) {
        return !column.text().equals("*") && !column.isUnspecified();
    }

    private static ScheduleException refused(String code, String message) {
        return new ScheduleException(code, WHOLE, -1, message);
    }
}
