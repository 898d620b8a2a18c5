package io.carillon.server.rest;

import io.carillon.engine.Catalog;
import io.carillon.engine.Previews;
import io.carillon.model.JobKey;
import io.carillon.model.Problem;
import io.carillon.model.job.Job;
import io.carillon.model.job.ObjectReader;
import io.carillon.model.job.Trigger;
import io.carillon.model.job.TriggerReader;
import io.carillon.model.json.Json;
import io.carillon.schedule.ScheduleException;
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
    private final InstantSource clock;

    ScheduleController(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    @PostMapping(path = "/schedules:preview", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> preview(@RequestBody(required = false) Optional<String> body) {
        var problems = new ArrayList<Problem>();
        var reader = new ObjectReader(Answers.parse(body.orElse("")), "", problems);
        int count = reader.integer("count", 1, MAX_COUNT).orElse(USUAL_COUNT);
        Instant from = reader.instant("from").orElse(clock.instant());
        Optional<Trigger> trigger = TriggerReader.read(reader);
        if (trigger.isEmpty() || !problems.isEmpty()) {
            throw ApiException.invalid("invalid-schedule", "the schedule can't be read", problems);
        }
        try {
            Previews.Preview preview = Previews.of(trigger.get(), from, count);
            return Answers.ok(Json.object()
                    .put("fires", fires(preview.fires()))
                    .put("description", preview.description())
                    .build());
        } catch (ScheduleException refused) {
            var problem = new Problem("/cron", refused.code(), String.valueOf(refused.getMessage()));
            throw ApiException.invalid("invalid-schedule", "the schedule can't be accepted", List.of(problem));
        }
    }

    @GetMapping("/namespaces/{ns}/jobs/{name}/fires")
    ResponseEntity<String> fires(
            @PathVariable String ns, @PathVariable String name, @RequestParam Optional<String> count) {
        JobKey key = JobController.key(ns, name);
        int wanted = Answers.number("count", count, 1, MAX_COUNT).orElse(USUAL_COUNT);
        Job job = catalog.job(key).orElseThrow(() -> ApiException.notFound("job-not-found", "there is no job " + key));
        List<Instant> fires = job.paused() ? List.of() : Previews.of(job, clock.instant(), wanted);
        return Answers.ok(Json.object().put("fires", fires(fires)).build());
    }

    private static Json fires(List<Instant> fires) {
        return Json.array(fires.stream().map(fire -> Json.of(fire.toString())).toList());
    }
}
