package io.carillon.cli;

import io.carillon.model.ResourceKind;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Which commands there are. */
final class CommandTree {

    private static final int HELP_WIDTH = 100;

    private CommandTree() {}

    static CommandLine of(Terminal terminal) {
        var root = group("carillon", "Carillon decides when work runs and keeps an exact record of what happened.");
        root.addSubcommand(new DevCommand(terminal))
                .addSubcommand(new ServerCommand(terminal))
                .addSubcommand(workers(terminal))
                .addSubcommand(new ApplyCommand(terminal))
                .addSubcommand(jobs(terminal))
                .addSubcommand(runs(terminal))
                .addSubcommand(calendars(terminal))
                .addSubcommand(limits(terminal))
                .addSubcommand(group("node", "Look at the nodes.").addSubcommand(new NodeListCommand(terminal)))
                .addSubcommand(
                        group("partition", "Look at the partitions.").addSubcommand(new PartitionListCommand(terminal)))
                .addSubcommand(apps(terminal))
                .addSubcommand(group("database", "Decide about the database.")
                        .addSubcommand(new DatabaseAcceptCommand(terminal)))
                .addSubcommand(
                        group("cron", "Understand cron expressions.").addSubcommand(new CronExplainCommand(terminal)))
                .addSubcommand(new SimulateCommand(terminal))
                .addSubcommand(new ChaosCommand())
                .addSubcommand(new BenchCommand())
                .addSubcommand(new VersionCommand(terminal))
                .addSubcommand(new HelpCommand(terminal));
        configure(root, terminal);
        return root;
    }

    private static CommandLine jobs(Terminal terminal) {
        return group("job", "Define, look at and control jobs.")
                .addSubcommand(new JobListCommand(terminal))
                .addSubcommand(new JobShowCommand(terminal))
                .addSubcommand(new JobCreateCommand(terminal))
                .addSubcommand(new JobDeleteCommand(terminal))
                .addSubcommand(new JobPauseCommand(terminal))
                .addSubcommand(new JobResumeCommand(terminal))
                .addSubcommand(new JobTriggerCommand(terminal))
                .addSubcommand(new JobFiresCommand(terminal))
                .addSubcommand(new JobVersionsCommand(terminal))
                .addSubcommand(new JobRestoreCommand(terminal));
    }

    private static CommandLine runs(Terminal terminal) {
        return group("run", "Look at and control runs.")
                .addSubcommand(new RunListCommand(terminal))
                .addSubcommand(new RunShowCommand(terminal))
                .addSubcommand(new RunLogsCommand(terminal))
                .addSubcommand(new RunBatchCommand(terminal))
                .addSubcommand(new RunFeedCommand(terminal))
                .addSubcommand(new RunCancelCommand(terminal))
                .addSubcommand(new RunCompleteCommand(terminal))
                .addSubcommand(new RunRerunCommand(terminal))
                .addSubcommand(new RunDiscardCommand(terminal));
    }

    private static CommandLine calendars(Terminal terminal) {
        return group("calendar", "Look at and import the calendars that triggers name.")
                .addSubcommand(new ResourceListCommand(ResourceKind.CALENDAR, terminal))
                .addSubcommand(new ResourceShowCommand(ResourceKind.CALENDAR, terminal))
                .addSubcommand(new CalendarDaysCommand(terminal))
                .addSubcommand(new CalendarImportCommand(terminal))
                .addSubcommand(new ResourceDeleteCommand(ResourceKind.CALENDAR, terminal));
    }

    private static CommandLine limits(Terminal terminal) {
        return group("limit", "Look at the limits that jobs share.")
                .addSubcommand(new ResourceListCommand(ResourceKind.LIMIT, terminal))
                .addSubcommand(new ResourceShowCommand(ResourceKind.LIMIT, terminal))
                .addSubcommand(new ResourceDeleteCommand(ResourceKind.LIMIT, terminal));
    }

    private static CommandLine workers(Terminal terminal) {
        return new CommandLine(new WorkerCommand(terminal)).addSubcommand(new WorkerListCommand(terminal));
    }

    private static CommandLine apps(Terminal terminal) {
        return group("app", "Look at and declare apps.")
                .addSubcommand(new AppListCommand(terminal))
                .addSubcommand(new AppCreateCommand(terminal));
    }

    private static CommandLine group(String name, String description) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage().description(description).synopsisSubcommandLabel("COMMAND");
        return new CommandLine(spec);
    }

    /** What holds for each command, whatever its depth. */
    private static void configure(CommandLine root, Terminal terminal) {
        var failures = new Failures(terminal.err());
        Converters.register(root);
        root.setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.width() > 0 ? Ansi.AUTO : Ansi.OFF))
                .setUsageHelpWidth(terminal.width() > 0 ? Math.min(terminal.width(), HELP_WIDTH) : HELP_WIDTH)
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures);
        addHelp(root);
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("show this help")
                        .build());
        command.getSubcommands().values().forEach(CommandTree::addHelp);
    }
}
