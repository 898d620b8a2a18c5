package io.carillon.server.rest;

import io.carillon.engine.CalendarSource;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.job.CamelCase;
import io.carillon.model.job.Resource;
import io.carillon.model.job.ResourceDraft;
import io.carillon.model.json.Json;
import io.carillon.schedule.calendar.Calendar;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Calendars that triggers name: read them, change them, import them, and look at what they let in. */
@RestController
@RequestMapping("/api/v1/namespaces/{ns}/calendars")
class CalendarController {

    private static final int MAX_DAYS = 400;
    private static final int USUAL_DAYS = 31;

    private final Resources resources;
    private final CalendarSource calendars;
    private final InstantSource clock;

    CalendarController(Resources resources, CalendarSource calendars, InstantSource clock) {
        this.resources = resources;
        this.calendars = calendars;
        this.clock = clock;
    }

    @GetMapping
    ResponseEntity<String> list(
            @PathVariable String ns, @RequestParam Optional<String> cursor, @RequestParam Optional<String> limit) {
        return resources.list(ResourceKind.CALENDAR, ns, cursor, limit);
    }

    @GetMapping("/{name}")
    ResponseEntity<String> one(@PathVariable String ns, @PathVariable String name) {
        return resources.one(key(ns, name));
    }

    @PutMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<String> put(
            @PathVariable String ns,
            @PathVariable String name,
            @RequestBody(required = false) Optional<String> body,
            @RequestHeader(name = "If-Match", required = false) Optional<String> ifMatch,
            @RequestHeader(name = "If-None-Match", required = false) Optional<String> ifNoneMatch) {
        return resources.put(key(ns, name), body.orElse(""), Expected.version(ifMatch, ifNoneMatch));
    }

    @DeleteMapping("/{name}")
    ResponseEntity<String> delete(
            @PathVariable String ns,
            @PathVariable String name,
            @RequestHeader(name = "If-Match", required = false) Optional<String> ifMatch) {
        return resources.delete(key(ns, name), Expected.version(ifMatch));
    }

    /** Puts the events of an iCalendar file in the place of the calendar's rules. */
    @PostMapping(path = "/{name}:import", consumes = "text/calendar")
    ResponseEntity<String> imported(
            @PathVariable String ns,
            @PathVariable String name,
            @RequestParam Map<String, String> parameters,
            @RequestBody(required = false) Optional<byte[]> body,
            @RequestHeader(name = "If-Match", required = false) Optional<String> ifMatch) {
        ResourceKey key = key(ns, name);
        var file = CalendarImport.of(parameters, today());
        Map<String, String> labels = resources.find(key).map(Resource::labels).orElse(Map.of());
        var draft = new ResourceDraft(key, labels, file.calendar(key.name().value(), body.orElse(new byte[0])));
        return resources.save(draft, Expected.version(ifMatch));
    }

    /** Which days count, and which hours of those that do in part. */
    @GetMapping("/{name}/days")
    ResponseEntity<String> days(
            @PathVariable String ns,
            @PathVariable String name,
            @RequestParam Optional<String> from,
            @RequestParam Optional<String> to) {
        ResourceKey key = key(ns, name);
        resources.existing(key);
        LocalDate first = from.map(text -> date("from", text)).orElse(today());
        LocalDate last = to.map(text -> date("to", text)).orElse(first.plusDays(USUAL_DAYS - 1));
        if (last.isBefore(first) || ChronoUnit.DAYS.between(first, last) >= MAX_DAYS) {
            throw ApiException.badParameter("to", "expected 0 to " + (MAX_DAYS - 1) + " days after 'from'");
        }
        Calendar calendar = calendars.of(key.namespace()).named(key.name().value());
        return Answers.ok(Answers.items(first.datesUntil(last.plusDays(1))
                .map(date -> document(date, calendar))
                .toList()));
    }

    private static Json.Obj document(LocalDate date, Calendar calendar) {
        var spans = calendar.spans(date);
        boolean whole = spans.size() == 1 && spans.getFirst().isWholeDay();
        var out = Json.object()
                .put("date", date.toString())
                .put("weekday", CamelCase.of(date.getDayOfWeek()))
                .put("counts", spans.isEmpty() ? "none" : whole ? "all" : "some");
        if (!spans.isEmpty() && !whole) {
            out.put(
                    "hours",
                    Json.array(spans.stream().map(CalendarController::document).toList()));
        }
        return out.build();
    }

    private static Json document(Calendar.Span span) {
        return Json.object()
                .put("from", span.from().toString())
                .put("to", span.to().map(Object::toString).orElse("24:00"))
                .build();
    }

    static LocalDate date(String name, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException unreadable) {
            throw ApiException.badParameter(name, "expected a date such as 2027-01-01, not '" + text + "'");
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static ResourceKey key(String ns, String name) {
        return Resources.key(ResourceKind.CALENDAR, ns, name);
    }
}
