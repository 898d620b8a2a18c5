package io.carillon.cli;

import io.carillon.client.TriggerRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests for runs, one on a line, of a file that may have any number of them. Lines without anything on them are passed over. */
final class RequestReader implements AutoCloseable {

    /** What is read of a line, and what a batch holds at most of such text: far less than a server takes. */
    private static final int MAX_CHARACTERS = 1 << 20;

    private static final String INPUT = "-";

    private final String name;
    private final BufferedReader in;
    private int line;

    private RequestReader(String name, BufferedReader in) {
        this.name = name;
        this.in = in;
    }

    static RequestReader open(Terminal terminal, String file) {
        String name = file.equals(INPUT) ? "standard input" : file;
        try {
            var bytes = file.equals(INPUT)
                    ? terminal.in()
                    : Files.newInputStream(terminal.directory().resolve(file));
            var text = new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder());
            return new RequestReader(name, new BufferedReader(text));
        } catch (IOException unreadable) {
            throw unreadable(name, unreadable);
        }
    }

    /** The next requests, none where there are no more. */
    RequestBatch next(int most) {
        var requests = new ArrayList<RequestBatch.Placed>();
        int characters = 0;
        while (requests.size() < most && characters < MAX_CHARACTERS) {
            String text = nextLine();
            if (text == null) {
                break;
            }
            line++;
            if (!text.isBlank()) {
                requests.add(new RequestBatch.Placed(line, read(text)));
                characters += text.length();
            }
        }
        return new RequestBatch(name, requests);
    }

    private TriggerRequest read(String text) {
        RequestLine read = RequestLine.read(text);
        if (!read.mistakes().isEmpty()) {
            throw new CommandException(
                    ExitCode.FAILED, name + ":" + line + ": " + String.join("; ", read.mistakes()), List.of());
        }
        return read.request();
    }

    private @Nullable String nextLine() {
        try {
            return readLine();
        } catch (CharacterCodingException malformed) {
            throw new CommandException(ExitCode.FAILED, name + ": not UTF-8 text, after line " + line);
        } catch (IOException unreadable) {
            throw unreadable(name, unreadable);
        }
    }

    /** No further than the limit: what has no end of line may have no end at all. */
    private @Nullable String readLine() throws IOException {
        var text = new StringBuilder();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = in.read()) {
            if (text.length() == MAX_CHARACTERS) {
                throw new CommandException(
                        ExitCode.FAILED,
                        name + ":" + (line + 1) + ": a line has at most " + MAX_CHARACTERS + " characters");
            }
            text.append((char) next);
        }
        return text.toString();
    }

    private static CommandException unreadable(String name, IOException why) {
        return new CommandException(ExitCode.FAILED, name + ": can't be read: " + why);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException unreadable) {
            throw unreadable(name, unreadable);
        }
    }
}
