package io.carillon.cli;

import io.carillon.client.TriggerRequest;
import io.carillon.model.Problem;
import io.carillon.model.job.Instants;
import io.carillon.model.job.ObjectReader;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Requests for runs, one on a line. Lines without anything on them are passed over. */
final class RequestLines {

    static final int MAX_REQUESTS = 10_000;

    /** As much as a server takes. */
    private static final int MAX_BYTES = 8 << 20;

    private static final int MAX_MISTAKES = 100;
    private static final String INPUT = "-";

    private final String name;
    private final List<TriggerRequest> requests = new ArrayList<>();
    private final List<Integer> lines = new ArrayList<>();

    private RequestLines(String name) {
        this.name = name;
    }

    /** Reads a file, or the input; all mistakes are told at once. */
    static RequestLines read(Terminal terminal, String file) {
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
        return read;
    }

    List<TriggerRequest> requests() {
        return requests;
    }

    /** Where a request stands. */
    String place(int request) {
        return request < lines.size() ? name + ":" + lines.get(request) : name;
    }

    private void add(String text, int line, List<String> mistakes) {
        var problems = new ArrayList<Problem>();
        try {
            var reader = new ObjectReader(Json.parse(text), "", problems);
            var params = reader.object("params").orElse(null);
            var at = reader.string("at");
            var key = reader.string("key").orElse(null);
            reader.close();
            var instant = at.flatMap(Instants::parse);
            if (at.isPresent() && instant.isEmpty()) {
                reader.problem("at", "invalid-value", "expected " + Instants.RULE + ", not '" + at.get() + "'");
            }
            requests.add(new TriggerRequest(params, instant.orElse(null), key, null));
            lines.add(line);
        } catch (JsonException malformed) {
            mistakes.add(name + ":" + line + ": " + malformed.getMessage());
        }
        problems.forEach(problem -> mistakes.add(name + ":" + line + ": " + Failures.problem(problem)));
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
