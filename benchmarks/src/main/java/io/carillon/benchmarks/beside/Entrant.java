package io.carillon.benchmarks.beside;

import io.carillon.databases.DatabaseServer;
import java.nio.file.Path;
import java.util.Locale;

/** Who takes part, and what is foreseen of him, so that each is given about as long: the measurement itself goes by what happens. */
enum Entrant {
    CARILLON(60_000, 20_000),
    DB_SCHEDULER(6_000, 10_000),
    JOBRUNR(1_350, 5_000),
    QUARTZ(220, 500);

    private final int runsPerSecond;
    private final int feedsPerSecond;

    Entrant(int runsPerSecond, int feedsPerSecond) {
        this.runsPerSecond = runsPerSecond;
        this.feedsPerSecond = feedsPerSecond;
    }

    int runsPerSecond() {
        return runsPerSecond;
    }

    /** Rather too few, of a process that has just begun. */
    int feedsPerSecond() {
        return feedsPerSecond;
    }

    /** How its name is written as an option. */
    String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Contender contender(Trial.Kind trial, Starts starts, Path directory, String databaseUrl) {
        return switch (this) {
            case CARILLON ->
                new CarillonContender(starts, nodes(trial, directory, databaseUrl), trial == Trial.Kind.FED_BY_GRPC);
            case DB_SCHEDULER ->
                new DbSchedulerContender(starts, databaseUrl, DatabaseServer.USER, DatabaseServer.PASSWORD);
            case JOBRUNR -> new JobRunrContender(starts, databaseUrl, DatabaseServer.USER, DatabaseServer.PASSWORD);
            case QUARTZ -> new QuartzContender(starts, databaseUrl, DatabaseServer.USER, DatabaseServer.PASSWORD);
        };
    }

    private static Nodes nodes(Trial.Kind trial, Path directory, String databaseUrl) {
        return trial == Trial.Kind.EMBEDDED
                ? new InnerNode(directory)
                : new CarillonNodes(trial.nodes(), directory, databaseUrl);
    }
}
