package io.carillon.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.SessionId;
import io.carillon.model.AppName;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.job.Declaration;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobSpec;
import io.carillon.model.job.Sync;
import io.carillon.model.job.TaskSpec;
import io.carillon.model.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which jobs nobody's code declares any more. */
class LiveDeclarationsTest {

    private static final Instant T0 = Instant.parse("2027-01-01T00:00:00Z");
    private static final AppName SHOP = new AppName("shop");
    private static final JobKey CLOSE = JobKey.of("default", "close");
    private static final JobKey MAIL = JobKey.of("default", "mail");
    private static final SessionId OLD = new SessionId(1);
    private static final SessionId NEW = new SessionId(2);

    private final LiveDeclarations live = new LiveDeclarations();

    @Test
    void a_job_is_orphaned_from_when_the_last_worker_that_declared_it_left_behind_others_that_do_not() {
        live.declare(OLD, SHOP, List.of(CLOSE, MAIL), T0);
        live.declare(NEW, SHOP, List.of(MAIL), T0.plusSeconds(1));
        var during = live.orphanedSince(declaredBy(SHOP, CLOSE));
        live.left(OLD, T0.plusSeconds(2));

        assertThat(during).isEmpty();
        assertThat(live.orphanedSince(declaredBy(SHOP, CLOSE))).contains(T0.plusSeconds(2));
        assertThat(live.orphanedSince(declaredBy(SHOP, MAIL))).isEmpty();
    }

    @Test
    void an_app_whose_workers_are_all_away_has_no_orphans() {
        live.declare(OLD, SHOP, List.of(CLOSE), T0);
        live.left(OLD, T0.plusSeconds(1));

        assertThat(live.orphanedSince(declaredBy(SHOP, CLOSE))).isEmpty();
    }

    @Test
    void a_worker_that_declares_nothing_says_so() {
        live.declare(NEW, SHOP, List.of(), T0.plusSeconds(3));

        assertThat(live.orphanedSince(declaredBy(SHOP, CLOSE))).contains(T0.plusSeconds(3));
        assertThat(live.orphanedSince(declaredBy(new AppName("bank"), CLOSE))).isEmpty();
        assertThat(live.orphanedSince(declaredBy(SHOP, CLOSE).withDeclared(null)))
                .isEmpty();
    }

    @Test
    void a_job_that_is_declared_again_is_no_orphan_and_begins_anew_if_it_becomes_one() {
        live.declare(OLD, SHOP, List.of(CLOSE), T0);
        live.declare(OLD, SHOP, List.of(), T0.plusSeconds(1));
        var first = live.orphanedSince(declaredBy(SHOP, CLOSE));
        live.declare(OLD, SHOP, List.of(CLOSE), T0.plusSeconds(2));
        var again = live.orphanedSince(declaredBy(SHOP, CLOSE));
        live.declare(OLD, SHOP, List.of(), T0.plusSeconds(3));

        assertThat(first).contains(T0.plusSeconds(1));
        assertThat(again).isEmpty();
        assertThat(live.orphanedSince(declaredBy(SHOP, CLOSE))).contains(T0.plusSeconds(3));
    }

    private static Job declaredBy(AppName app, JobKey key) {
        var spec = JobSpec.of(new TaskSpec(TaskSpec.HANDLER, app, Json.Obj.EMPTY, Json.Obj.EMPTY))
                .build();
        var said = new Declaration(app, "close", Sync.CREATE, 1, Json.Obj.EMPTY);
        return new Job(new JobId(4_096), key, 1, Map.of(), spec, false, T0, T0, said);
    }
}
