package io.carillon.cli;

import io.carillon.client.CalendarImport;
import io.carillon.client.ResourceView;
import io.carillon.model.ResourceKind;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "import",
        description = {
            "Put the events of an iCalendar file in the place of a calendar's rules.",
            "Its make-up working days do the opposite of its other events."
        })
final class CalendarImportCommand implements Callable<Integer> {

    private static final long MAX_BYTES = 1024 * 1024;

    private final Terminal terminal;

    @Mixin
    private final ResourceArgument calendar = new ResourceArgument();

    @Parameters(index = "1", paramLabel = "FILE", description = "an .ics file in UTF-8")
    private String file = "";

    @Option(names = "--effect", paramLabel = "EFFECT", description = "what the events do: exclude (usual) or include")
    private @Nullable String effect;

    @Option(
            names = "--weekdays",
            split = ",",
            paramLabel = "DAY",
            description = "let in before the events have their say, such as monday,tuesday")
    private List<String> weekdays = List.of();

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "whose wall clock timed events are told by; usual: UTC")
    private @Nullable String zone;

    @Option(
            names = "--until",
            paramLabel = "DATE",
            description = "how far repeated events are followed; usual: five years")
    private @Nullable String until;

    @Mixin
    private final OutputOption output;

    @Mixin
    private final ServerOption server;

    CalendarImportCommand(Terminal terminal) {
        this.terminal = terminal;
        output = new OutputOption(terminal);
        server = new ServerOption(terminal);
    }

    @Override
    public Integer call() {
        var request = new CalendarImport(read(), effect, weekdays, zone, until);
        ResourceView imported = server.ask(client ->
                client.resources(ResourceKind.CALENDAR, calendar.namespace()).importFile(calendar.name(), request));
        output.done(
                imported.document(),
                imported.key() + " imported: " + ResourceText.summary(imported) + ", version " + imported.version());
        return ExitCode.OK;
    }

    private String read() {
        Path path = terminal.directory().resolve(file);
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new CommandException(ExitCode.FAILED, file + " has more than " + MAX_BYTES + " bytes");
            }
            return Files.readString(path);
        } catch (NoSuchFileException absent) {
            throw new CommandException(ExitCode.FAILED, file + ": there is no such file");
        } catch (CharacterCodingException malformed) {
            throw new CommandException(ExitCode.FAILED, file + ": not UTF-8 text");
        } catch (IOException unreadable) {
            throw new CommandException(ExitCode.FAILED, file + " can't be read: " + unreadable);
        }
    }
}
