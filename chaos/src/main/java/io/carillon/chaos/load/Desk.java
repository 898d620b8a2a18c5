package io.carillon.chaos.load;

import io.carillon.chaos.check.FireRule;
import io.carillon.chaos.check.Request;
import io.carillon.chaos.process.Times;
import io.carillon.client.CarillonApiException;
import io.carillon.client.CarillonClient;
import io.carillon.client.JobView;
import io.carillon.client.JobsClient;
import io.carillon.client.RunView;
import io.carillon.client.TriggerRequest;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import java.time.Instant;

/** What users do, each so that it may be repeated when nobody knows whether it was done, and noted once it is acknowledged. */
final class Desk {

    private static final int CONFLICT = 409;
    private static final int CHANGED = 412;
    private static final FireRule NEVER = new FireRule.Never();

    private final Client client;
    private final Ledger ledger;

    Desk(Client client, Ledger ledger) {
        this.client = client;
        this.ledger = ledger;
    }

    JobView create(Template template) {
        JobDraft draft = template.draft();
        JobView made = client.ask(node -> {
            try {
                return jobs(node).create(draft);
            } catch (CarillonApiException refusal) {
                return after(CONFLICT, refusal, node, draft);
            }
        });
        ledger.turn(template, template.rule().apply(made), made.createdAt());
        return made;
    }

    /** A replacement whose acknowledgement was lost finds itself. */
    JobView replace(Template template, int version) {
        JobDraft draft = template.draft();
        JobView made = client.ask(node -> {
            try {
                return jobs(node).replace(draft, version);
            } catch (CarillonApiException refusal) {
                return after(CHANGED, refusal, node, draft);
            }
        });
        ledger.turn(template, template.rule().apply(made), made.updatedAt());
        return made;
    }

    private static JobView after(int status, CarillonApiException refusal, CarillonClient node, JobDraft draft) {
        if (refusal.status() == status) {
            JobView there = jobs(node).get(draft.key().name());
            if (there.draft().equals(new Reading.Valid<>(draft))) {
                return there;
            }
        }
        throw refusal;
    }

    /** No fire after the answer, by whoever's clock: what it says of the time can't make up for what it says too late. */
    void pause(Template template) {
        JobView paused = client.ask(node -> jobs(node).pause(new JobName(template.name())));
        Instant acknowledged = Times.now();
        ledger.turn(template, NEVER, earlier(paused.updatedAt(), acknowledged));
    }

    void resume(Template template) {
        JobView resumed = client.ask(node -> jobs(node).resume(new JobName(template.name())));
        ledger.turn(template, template.rule().apply(resumed), resumed.updatedAt());
    }

    RunId trigger(String job, String key) {
        RunView run =
                client.ask(node -> jobs(node).trigger(new JobName(job), new TriggerRequest(null, null, key, null)));
        ledger.add(new Request.Triggered(run.id().toString(), key));
        return run.id();
    }

    /** One that has ended by then is left as it is. */
    void cancel(RunId id) {
        RunView run = client.ask(node -> {
            try {
                return node.runs(Namespace.DEFAULT).cancel(id);
            } catch (CarillonApiException refusal) {
                if (refusal.status() == CONFLICT) {
                    return node.runs(Namespace.DEFAULT).get(id);
                }
                throw refusal;
            }
        });
        ledger.add(new Request.Cancelled(id.toString(), run.state().name(), Times.now()));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static JobsClient jobs(CarillonClient node) {
        return node.jobs(Namespace.DEFAULT);
    }
}
