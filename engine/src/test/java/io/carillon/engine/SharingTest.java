package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingJob;
import io.carillon.model.IdSequence;
import io.carillon.model.JobId;
import io.carillon.model.Partition;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDraft;
import io.carillon.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharingTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final IdSequence ids = new IdSequence(new Partition(0), 0);
    private final Sharing sharing = new Sharing();

    @Test
    void a_job_stays_equal_and_shares_what_is_equal_with_others() {
        Job one = job(TestingJob.named("one").cron("0 0 3 * * ?").timeout(Duration.ofSeconds(77)));
        Job other = job(TestingJob.named("other").cron("0 0 3 * * ?").timeout(Duration.ofSeconds(77)));

        Job sharedOne = sharing.of(one);
        Job sharedOther = sharing.of(other);

        assertThat(sharedOne).isEqualTo(one);
        assertThat(sharedOther).isEqualTo(other);
        assertThat(sharedOther.spec().timeout()).isSameAs(sharedOne.spec().timeout());
        assertThat(sharedOther.spec().triggers().getFirst())
                .isSameAs(sharedOne.spec().triggers().getFirst());
    }

    @Test
    void jobs_with_the_same_expression_share_a_schedule_until_time_changes() {
        Job job = job(TestingJob.named("one").cron("0 0 3 * * ?"));
        Schedule first = _ -> null;
        Schedule second = _ -> null;
        Schedule third = _ -> null;

        var before = sharing.of(job, _ -> List.of(first));
        var meanwhile = sharing.of(job, _ -> List.of(second));
        sharing.forgetSchedules();
        var after = sharing.of(job, _ -> List.of(third));

        assertThat(before.getFirst()).isSameAs(first);
        assertThat(meanwhile.getFirst()).isSameAs(first);
        assertThat(after.getFirst()).isSameAs(third);
    }

    @ParameterizedTest
    @ValueSource(strings = {"H H 3 * * ?", "h h 3 * * ?", "@every 90s"})
    void a_schedule_that_depends_on_its_job_is_its_own(String expression) {
        Job job = job(TestingJob.named("one").cron(expression));
        Schedule first = _ -> null;
        Schedule second = _ -> null;
        sharing.of(job, _ -> List.of(first));

        assertThat(sharing.of(job, _ -> List.of(second)).getFirst()).isSameAs(second);
    }

    private Job job(TestingJob testing) {
        JobDraft draft = testing.draft();
        return new Job(new JobId(ids.next(START)), draft.key(), 1, draft.labels(), draft.spec(), false, START, START);
    }
}
