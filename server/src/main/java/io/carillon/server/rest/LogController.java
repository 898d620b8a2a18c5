package io.carillon.server.rest;

import io.carillon.engine.Catalog;
import io.carillon.engine.log.LogPage;
import io.carillon.engine.log.LogPosition;
import io.carillon.engine.log.LogQuery;
import io.carillon.engine.log.LogReader;
import io.carillon.model.Namespace;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What runs have said: page by page, or as it comes. Any node has it. */
@RestController
@RequestMapping("/api/v1/namespaces/{ns}/runs/{id}/logs")
class LogController {

    private static final int MAX_LINES = 1_000;
    private static final int USUAL_LINES = 200;
    private static final int MAX_ATTEMPT = Integer.MAX_VALUE;
    private static final int MAX_CONTAINS = 200;

    /** How much is read for one page, whether or not anything is found in it. */
    private static final long PAGE_BYTES = 2 << 20;

    private final LogReader logs;
    private final StoredRuns stored;
    private final LogFollowers followers;

    LogController(LogReader logs, Catalog catalog, LogFollowers followers) {
        this.logs = logs;
        this.stored = new StoredRuns(catalog);
        this.followers = followers;
    }

    @GetMapping(params = "follow!=true")
    ResponseEntity<String> page(
            @PathVariable String ns,
            @PathVariable String id,
            @RequestParam Optional<String> attempt,
            @RequestParam Optional<String> contains,
            @RequestParam Optional<String> follow,
            @RequestParam Optional<String> cursor,
            @RequestParam Optional<String> limit) {
        Answers.flag("follow", follow);
        int lines = Answers.number("limit", limit, 1, MAX_LINES).orElse(USUAL_LINES);
        LogQuery query = query(stored.existing(Answers.namespace(ns), id), attempt, cursor);
        return Answers.ok(document(logs.read(query, new LogReader.Bounds(text(contains), lines, PAGE_BYTES))));
    }

    @GetMapping(params = "follow=true")
    void follow(
            @PathVariable String ns,
            @PathVariable String id,
            @RequestParam Optional<String> attempt,
            @RequestParam Optional<String> contains,
            @RequestParam Optional<String> cursor,
            @RequestHeader(name = "Last-Event-ID", required = false) Optional<String> lastEvent,
            HttpServletResponse response)
            throws IOException {
        Namespace namespace = Answers.namespace(ns);
        Run run = stored.existing(namespace, id);
        LogQuery query =
                query(run, attempt, lastEvent.filter(text -> !text.isEmpty()).or(() -> cursor));
        var bounds = new LogReader.Bounds(text(contains), MAX_LINES, PAGE_BYTES);
        try (LogFollowers.Seat seat = followers.sit()) {
            new LogFollow(logs, () -> stored.existing(namespace, run.id()), bounds, seat)
                    .send(query, new EventStream(response));
        }
    }

    private static LogQuery query(Run run, Optional<String> attempt, Optional<String> cursor) {
        Integer number = Answers.number("attempt", attempt, 1, MAX_ATTEMPT).orElse(null);
        LogPosition place = LogAnswer.place(cursor).orElse(null);
        return new LogQuery(run.id(), number, place);
    }

    private static @Nullable String text(Optional<String> contains) {
        String text = contains.filter(given -> !given.isEmpty()).orElse(null);
        if (text != null && text.length() > MAX_CONTAINS) {
            throw ApiException.badParameter("contains", "at most " + MAX_CONTAINS + " characters");
        }
        return text;
    }

    private static Json document(LogPage page) {
        var document = Json.object()
                .put(
                        "items",
                        Json.array(page.entries().stream().map(LogAnswer::item).toList()));
        LogPosition end = page.end();
        if (page.more() && end != null) {
            document.put("next", LogAnswer.cursor(end));
        }
        return document.build();
    }
}
