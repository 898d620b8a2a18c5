package io.carillon.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Requests for runs, one on a line, that are to be one batch. Lines without anything on them are passed over. */
final class RequestLines {

    static final int MAX_REQUESTS = 10_000;

    /** As much as a server takes. */
    private static final int MAX_BYTES = 8 << 20;

    private static final int MAX_MISTAKES = 100;
    private static final String INPUT = "-";

    private final String name;
    private final List<RequestBatch.Placed> requests = new ArrayList<>();

    private RequestLines(String name) {
        this.name = name;
    }

    /** Reads a file, or the input; all mistakes are told at once. */
    static RequestBatch read(Terminal terminal, String file) {
        var read = new RequestLines(file.equals(INPUT) ? "standard input" : file);
        var mistakes = new ArrayList<String>();
        int line = 0;
        for (String text : read.text(terminal, file).split("\n", -1)) {
            line++;
            if (!text.isBlank() && mistakes.size() < MAX_MISTAKES) {
                read.add(text, line, mistakes);
            }
        }
        if (read.requests.size() > MAX_REQUESTS) {
            mistakes.add("a batch has at most " + MAX_REQUESTS + " runs, not " + read.requests.size()
                    + ": send them in parts");
        }
        if (read.requests.isEmpty() && mistakes.isEmpty()) {
            mistakes.add(read.name + ": no request in there");
        }
        if (!mistakes.isEmpty()) {
            throw new CommandException(ExitCode.FAILED, "nothing was sent, because of this:", mistakes);
        }
        return new RequestBatch(read.name, read.requests);
    }

    private void add(String text, int line, List<String> mistakes) {
        RequestLine read = RequestLine.read(text);
        requests.add(new RequestBatch.Placed(line, read.request()));
        read.mistakes().forEach(mistake -> mistakes.add(name + ":" + line + ": " + mistake));
    }

    private String text(Terminal terminal, String file) {
        try (InputStream in = file.equals(INPUT)
                ? terminal.in()
                : Files.newInputStream(terminal.directory().resolve(file))) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new CommandException(ExitCode.FAILED, name + ": larger than " + (MAX_BYTES >> 20) + " MiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw new CommandException(ExitCode.FAILED, name + ": not UTF-8 text");
        } catch (IOException unreadable) {
            throw new CommandException(ExitCode.FAILED, name + ": can't be read: " + unreadable);
        }
    }
}
