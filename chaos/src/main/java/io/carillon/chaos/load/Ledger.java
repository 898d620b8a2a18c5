package io.carillon.chaos.load;

import io.carillon.chaos.check.FireRule;
import io.carillon.chaos.check.JobFacts;
import io.carillon.chaos.check.Request;
import io.carillon.chaos.check.Stretch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What users were told: since when and until when which job fires by which rule, which runs there are for their requests. */
final class Ledger {

    private final Map<String, Page> pages = new TreeMap<>();
    private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();

    private static final class Page {

        private final Template template;
        private final List<Stretch> stretches = new ArrayList<>();
        private FireRule rule = new FireRule.Never();
        private Instant since = Instant.EPOCH;

        private Page(Template template) {
            this.template = template;
        }

        private void turn(FireRule next, Instant at) {
            stretches.add(new Stretch(rule, since, at));
            rule = next;
            since = at;
        }
    }

    /** From this instant on the job goes by another rule; up to it by the one before. */
    synchronized void turn(Template template, FireRule rule, Instant at) {
        pages.computeIfAbsent(template.name(), _ -> new Page(template)).turn(rule, at);
    }

    void add(Request request) {
        requests.add(request);
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    /** All of it; jobs that nobody has stopped fire until then. */
    synchronized List<JobFacts> facts(Instant end) {
        return pages.values().stream().map(page -> facts(page, end)).toList();
    }

    private static JobFacts facts(Page page, Instant end) {
        var stretches = new ArrayList<>(page.stretches);
        stretches.add(new Stretch(page.rule, page.since, end));
        Template template = page.template;
        Template.Limit limit = template.limit();
        return new JobFacts(template.name(), limit.ends(), limit.max(), limit.shards(), limit.prompt(), stretches);
    }
}
