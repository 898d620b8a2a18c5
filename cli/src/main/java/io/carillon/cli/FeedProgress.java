package io.carillon.cli;

import io.carillon.client.CarillonApiException;
import io.carillon.client.CarillonClientException;
import io.carillon.client.CarillonUnreachableException;
import io.carillon.model.RunId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What has become of the batches of a file so far, in their order. */
final class FeedProgress {

    private final Deque<Sent> underWay = new ArrayDeque<>();
    private final List<String> troubles = new ArrayList<>();
    private final Terminal terminal;
    private @Nullable CarillonClientException first;
    private long runs;
    private long batches;

    private record Sent(RequestBatch batch, CompletableFuture<List<RunId>> outcome) {}

    FeedProgress(Terminal terminal) {
        this.terminal = terminal;
    }

    long runs() {
        return runs;
    }

    long batches() {
        return batches;
    }

    boolean hasFailed() {
        return first != null;
    }

    String known() {
        return runs + " runs are there";
    }

    /** Reads on. A line that makes no sense ends it, when what was sent before is answered. */
    RequestBatch next(RequestReader lines, int most) throws InterruptedException {
        try {
            return lines.next(most);
        } catch (CommandException unread) {
            await();
            throw new CommandException(
                    unread.exitCode(), known() + "; the rest was not sent, because of this:", List.of(told(unread)));
        }
    }

    private static String told(CommandException unread) {
        return String.valueOf(unread.getMessage());
    }

    void expect(RequestBatch batch, CompletableFuture<List<RunId>> outcome) throws InterruptedException {
        underWay.add(new Sent(batch, outcome));
        while (!underWay.isEmpty() && underWay.peek().outcome().isDone()) {
            end(underWay.remove());
        }
    }

    /** Waits for all answers; what was refused, or of what nobody knows, ends the command. */
    void await() throws InterruptedException {
        while (!underWay.isEmpty()) {
            end(underWay.remove());
        }
        if (isWatched() && batches > 0) {
            terminal.err().println();
        }
        if (first != null) {
            throw failure(first);
        }
    }

    private void end(Sent sent) throws InterruptedException {
        try {
            runs += sent.outcome().get().size();
            batches++;
            show();
        } catch (ExecutionException failed) {
            if (!(failed.getCause() instanceof CarillonClientException known)) {
                throw new IllegalStateException("a batch failed unexpectedly", failed);
            }
            first = first == null ? known : first;
            note(sent.batch(), known);
        }
    }

    private void note(RequestBatch batch, CarillonClientException failure) {
        String reason = failure instanceof CarillonApiException refused
                ? Failures.summary(refused)
                : String.valueOf(failure.getMessage());
        troubles.add(batch.lines() + ": " + reason);
        if (failure instanceof CarillonApiException refused) {
            troubles.addAll(batch.mistakes(refused));
        }
    }

    /** A refused token is the same for all, and whoever knows where it came from says so. */
    private RuntimeException failure(CarillonClientException reason) {
        int exitCode = exitCode(reason);
        if (exitCode == ExitCode.AUTH) {
            return reason;
        }
        return new CommandException(
                exitCode, known() + "; not all was taken, and what comes after was not sent", troubles);
    }

    private static int exitCode(CarillonClientException reason) {
        return switch (reason) {
            case CarillonApiException refused -> Failures.exitCode(refused.status());
            case CarillonUnreachableException _ -> ExitCode.UNREACHABLE;
            default -> ExitCode.FAILED;
        };
    }

    private void show() {
        if (isWatched()) {
            terminal.err().print("\r" + known());
            terminal.err().flush();
        }
    }

    /** Only by people. */
    private boolean isWatched() {
        return terminal.width() > 0;
    }
}
