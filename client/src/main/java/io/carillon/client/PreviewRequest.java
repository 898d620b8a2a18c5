package io.carillon.client;

import io.carillon.model.json.Json;
import java.time.Instant;
import java.time.ZoneId;

/** A schedule that is not (yet) a job's. */
public final class PreviewRequest {

    private final Json.ObjectBuilder document = Json.object();

    private PreviewRequest(String kind, String value) {
        document.put(kind, value);
    }

    public static PreviewRequest cron(String expression) {
        return new PreviewRequest("cron", expression);
    }

    public static PreviewRequest every(String period) {
        return new PreviewRequest("every", period);
    }

    public static PreviewRequest at(Instant instant) {
        return new PreviewRequest("at", instant.toString());
    }

    public PreviewRequest zone(ZoneId zone) {
        document.put("zone", zone.getId());
        return this;
    }

    public PreviewRequest dialect(String dialect) {
        document.put("dialect", dialect);
        return this;
    }

    /** What happens to a time that the clock leaps over: {@code next} or {@code skip}. */
    public PreviewRequest gap(String choice) {
        document.put("gap", choice);
        return this;
    }

    /** What happens to a time that the clock shows twice: {@code first} or {@code both}. */
    public PreviewRequest overlap(String choice) {
        document.put("overlap", choice);
        return this;
    }

    public PreviewRequest start(Instant instant) {
        document.put("start", instant.toString());
        return this;
    }

    public PreviewRequest end(Instant instant) {
        document.put("end", instant.toString());
        return this;
    }

    public PreviewRequest maxCount(int most) {
        document.put("maxCount", most);
        return this;
    }

    /** The language of the description: {@code en} or {@code zh}. */
    public PreviewRequest language(String language) {
        document.put("lang", language);
        return this;
    }

    public PreviewRequest from(Instant instant) {
        document.put("from", instant.toString());
        return this;
    }

    public PreviewRequest count(int fires) {
        document.put("count", fires);
        return this;
    }

    Json.Obj document() {
        return document.build();
    }
}
