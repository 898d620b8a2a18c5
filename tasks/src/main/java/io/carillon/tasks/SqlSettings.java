package io.carillon.tasks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A statement that a user described, and the database that it is for. */
record SqlSettings(Target target, String credentials, Work work, Duration timeout) {

    private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,62}");
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(24);
    private static final int MAX_PORT = 65_535;
    private static final int USUAL_ROWS = 1_000;
    private static final int MAX_ROWS = 10_000;
    private static final int MAX_ARGS = 1_000;

    record Target(SqlKind kind, String host, int port, String database) {

        String url() {
            return kind.url(host, port, database);
        }
    }

    /** What to do there. A query answers with rows; anything else with how many it changed. */
    record Work(boolean query, String statement, List<JsonNode> args, int maxRows) {}

    static SqlSettings read(Settings settings) {
        var kind = SqlKind.read(settings);
        int port = count(settings, "port", MAX_PORT, kind.usualPort());
        var target = new Target(
                kind, checked(settings, "host", SqlHost.NAME), port, checked(settings, "database", DATABASE));
        var work = new Work(
                isQuery(settings),
                settings.requiredText("statement"),
                args(settings),
                count(settings, "maxRows", MAX_ROWS, USUAL_ROWS));
        return new SqlSettings(
                target, settings.requiredText("credentials"), work, settings.duration("timeout", TIMEOUT, MAX_TIMEOUT));
    }

    private static String checked(Settings settings, String field, Pattern form) {
        var text = settings.requiredText(field);
        if (!form.matcher(text).matches()) {
            throw new InvalidSettingsException(field, "is not a plain name");
        }
        return text;
    }

    private static int count(Settings settings, String field, int max, int otherwise) {
        int count = (int) settings.count(field, max);
        return count == 0 ? otherwise : count;
    }

    private static boolean isQuery(Settings settings) {
        return switch (settings.text("mode").orElse("query")) {
            case "query" -> true;
            case "update" -> false;
            default -> throw new InvalidSettingsException("mode", "is neither query nor update");
        };
    }

    private static List<JsonNode> args(Settings settings) {
        var args = new ArrayList<JsonNode>();
        settings.value("args").ifPresent(value -> {
            if (!value.isArray() || value.size() > MAX_ARGS) {
                throw new InvalidSettingsException("args", "is not a list of at most " + MAX_ARGS + " values");
            }
            for (var arg : value) {
                if (arg.isContainer()) {
                    throw new InvalidSettingsException("args", "holds more than texts, numbers, booleans and nulls");
                }
                args.add(arg);
            }
        });
        return args;
    }
}
