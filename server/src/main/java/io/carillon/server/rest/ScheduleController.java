package io.carillon.server.rest;

import io.carillon.engine.CalendarSource;
import io.carillon.engine.Catalog;
import io.carillon.engine.Previews;
import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import io.carillon.model.Problem;
import io.carillon.model.job.CamelCase;
import io.carillon.model.job.Job;
import io.carillon.model.job.ObjectReader;
import io.carillon.model.job.Trigger;
import io.carillon.model.job.TriggerReader;
import io.carillon.model.json.Json;
import io.carillon.schedule.Language;
import io.carillon.schedule.Preview;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The future: when something would fire, and when a job will. */
@RestController
@RequestMapping("/api/v1")
class ScheduleController {

    private static final int MAX_COUNT = 1_000;
    private static final int USUAL_COUNT = 10;

    private final Catalog catalog;
    private final CalendarSource calendars;
    private final InstantSource clock;

    ScheduleController(Catalog catalog, CalendarSource calendars, InstantSource clock) {
        this.catalog = catalog;
        this.calendars = calendars;
        this.clock = clock;
    }

    @PostMapping(path = "/schedules:preview", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> preview(
            @RequestBody(required = false) Optional<String> body,
            @RequestHeader(name = "Accept-Language", required = false) Optional<String> accepted) {
        var problems = new ArrayList<Problem>();
        var reader = new ObjectReader(Answers.parse(body.orElse("")), "", problems);
        int count = reader.integer("count", 1, MAX_COUNT).orElse(USUAL_COUNT);
        Instant from = reader.instant("from").orElse(clock.instant());
        Namespace namespace = reader.parsed("namespace", Namespace::new).orElse(Namespace.DEFAULT);
        Language language = Languages.member("lang", reader).orElseGet(() -> Languages.accepted(accepted));
        Optional<Trigger> trigger = TriggerReader.read(reader);
        if (trigger.isEmpty() || !problems.isEmpty()) {
            throw ApiException.invalid("invalid-schedule", "the schedule can't be read", problems);
        }
        return switch (Previews.of(trigger.get(), calendars.of(namespace), from, count, language)) {
            case Previews.Outlook.Foreseen foreseen ->
                Answers.ok(document(foreseen.preview(), language)
                        .put("description", foreseen.description())
                        .build());
            case Previews.Outlook.Refused refused ->
                throw ApiException.invalid(
                        "invalid-schedule", "the schedule can't be accepted", List.of(refused.problem()));
        };
    }

    @GetMapping("/namespaces/{ns}/jobs/{name}/fires")
    ResponseEntity<String> fires(
            @PathVariable String ns,
            @PathVariable String name,
            @RequestParam Optional<String> count,
            @RequestParam Optional<String> lang,
            @RequestHeader(name = "Accept-Language", required = false) Optional<String> accepted) {
        JobKey key = JobController.key(ns, name);
        int wanted = Answers.number("count", count, 1, MAX_COUNT).orElse(USUAL_COUNT);
        Language language = Languages.parameter("lang", lang).orElseGet(() -> Languages.accepted(accepted));
        Job job = catalog.job(key).orElseThrow(() -> ApiException.notFound("job-not-found", "there is no job " + key));
        Preview preview = job.paused() ? Preview.NOTHING : Previews.of(job, calendars, clock.instant(), wanted);
        return Answers.ok(document(preview, language).build());
    }

    private static Json.ObjectBuilder document(Preview preview, Language language) {
        return Json.object()
                .put(
                        "fires",
                        Json.array(preview.fires().stream()
                                .map(fire -> Json.of(fire.toString()))
                                .toList()))
                .put(
                        "warnings",
                        Json.array(preview.warnings().stream()
                                .map(warning -> document(warning, language))
                                .toList()));
    }

    private static Json document(Preview.Warning warning, Language language) {
        return Json.object()
                .put("instant", warning.instant().toString())
                .put("kind", CamelCase.of(warning.kind()))
                .put("text", warning.text(language))
                .build();
    }
}
