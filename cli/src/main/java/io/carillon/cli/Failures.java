package io.carillon.cli;

import io.carillon.cli.output.PlainText;
import io.carillon.client.CarillonApiException;
import io.carillon.client.CarillonProtocolException;
import io.carillon.client.CarillonUnreachableException;
import io.carillon.client.document.DocumentException;
import io.carillon.model.Problem;
import io.carillon.model.job.Suggestions;
import io.carillon.server.StartException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place where a failure becomes an exit code and a few lines on the error stream. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {

    private final PrintWriter err;

    Failures(PrintWriter err) {
        this.err = err;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed)
            throws Exception {
        return switch (failure) {
            case CommandException known -> tell(known.exitCode(), String.valueOf(known.getMessage()), known.details());
            case DocumentException unreadable ->
                tell(ExitCode.FAILED, String.valueOf(unreadable.getMessage()), List.of());
            case StartException misconfigured ->
                tell(ExitCode.FAILED, String.valueOf(misconfigured.getMessage()), List.of());
            case CarillonApiException refused -> tell(exitCode(refused.status()), summary(refused), problems(refused));
            case CarillonUnreachableException lost ->
                tell(
                        ExitCode.UNREACHABLE,
                        String.valueOf(lost.getMessage()),
                        List.of(
                                "Start a server with 'carillon dev' or 'carillon server',",
                                "or name the one you mean with --server or CARILLON_SERVER."));
            case CarillonProtocolException strange ->
                tell(
                        ExitCode.FAILED,
                        String.valueOf(strange.getMessage()),
                        List.of("Is this the address of a Carillon server, and of this version?"));
            default -> throw failure;
        };
    }

    @Override
    public int handleParseException(ParameterException mistake, String[] arguments) {
        CommandLine command = mistake.getCommandLine();
        err.println("error: " + PlainText.line(String.valueOf(mistake.getMessage())));
        if (mistake instanceof UnmatchedArgumentException unmatched && unmatched.isUnknownOption()) {
            UnmatchedArgumentException.printSuggestions(unmatched, err);
        } else {
            suggestCommand(mistake, command);
        }
        err.println("See '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }

    /** The command that was probably meant, or else all there are. */
    private void suggestCommand(ParameterException mistake, CommandLine command) {
        Set<String> known = command.getSubcommands().keySet();
        if (known.isEmpty()) {
            return;
        }
        Optional<String> near = mistake instanceof UnmatchedArgumentException unmatched
                ? Suggestions.nearest(unmatched.getUnmatched().getFirst(), known)
                : Optional.empty();
        err.println(near.map(name -> "Did you mean '" + command.getCommandSpec().qualifiedName() + " " + name + "'?")
                .orElse("Commands: " + String.join(", ", known) + "."));
    }

    static String summary(CarillonApiException refused) {
        return refused.getMessage() + " (" + refused.code() + ")";
    }

    private static List<String> problems(CarillonApiException refused) {
        return refused.errors().stream().map(Failures::problem).toList();
    }

    static String problem(Problem problem) {
        return problem.pointer().isEmpty() ? problem.message() : problem.pointer() + ": " + problem.message();
    }

    static int exitCode(int status) {
        return switch (status) {
            case 401, 403 -> ExitCode.AUTH;
            case 404 -> ExitCode.NOT_FOUND;
            case 409, 412 -> ExitCode.CONFLICT;
            default -> ExitCode.FAILED;
        };
    }

    private int tell(int exitCode, String message, List<String> details) {
        err.println("error: " + PlainText.line(message));
        details.forEach(detail -> err.println("  " + PlainText.line(detail)));
        err.flush();
        return exitCode;
    }
}
