package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.client.document.DocumentException;
import io.carillon.model.run.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefinitionsTest {

    private final CarillonTest carillon = CarillonTest.startingAt("2027-01-01T00:00:00Z");

    @AfterEach
    void close() {
        carillon.close();
    }

    record Nothing() {}

    @Test
    void every_mistake_is_told_with_its_line_and_its_pointer() {
        String document = Jobs.named("tick", "triggers: [{cron: '0 * * * * ?'}]", "timout: 30s", "priority: 11");

        assertThatThrownBy(() -> carillon.job(document))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("document:7: /spec/timout: ")
                .hasMessageContaining("timeout")
                .hasMessageContaining("document:8: /spec/priority: ");
    }

    @Test
    void what_is_no_yaml_is_told_with_its_place() {
        assertThatThrownBy(() -> carillon.job("kind: [Job")).isInstanceOf(DocumentException.class);
    }

    @Test
    void what_the_scheduler_refuses_is_told_in_its_words() {
        assertThatThrownBy(() -> carillon.job(Jobs.named("never", "triggers: [{cron: '0 0 0 30 2 ?'}]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/spec/triggers/0");
        assertThatThrownBy(() -> carillon.runs("never")).hasMessageContaining("there is no job default/never");
        assertThatThrownBy(() -> carillon.trigger("never"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("never");
    }

    @Test
    void a_job_is_given_another_definition() {
        carillon.handler("tick", Nothing.class, (params, run) -> null);
        carillon.job(Jobs.named("tick", "triggers: [{every: 1h}]"));
        carillon.job(Jobs.named("tick", "triggers: [{every: 10m}]"));

        carillon.advance(Duration.ofMinutes(59));

        assertThat(carillon.runs("tick")).hasSize(5);
    }

    @Test
    void calendars_and_jobs_are_read_from_files(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("1-holidays.yaml"), """
                apiVersion: carillon/v1
                kind: Calendar
                metadata: {name: holidays}
                spec:
                  rules:
                    - exclude: {dates: [2027-01-02]}
                """);
        Files.writeString(
                directory.resolve("2-report.yaml"),
                Jobs.named("report", "triggers: [{cron: '0 0 9 * * ?', calendar: holidays}]"));
        carillon.handler("report", Nothing.class, (params, run) -> null);

        carillon.apply(directory);
        carillon.advance(Duration.ofDays(3));

        assertThat(carillon.runs("report"))
                .allSatisfy(run -> run.expect(RunStatus.SUCCEEDED))
                .extracting(TestRun::startedAt)
                .extracting(String::valueOf)
                .containsExactly("2027-01-01T09:00:00Z", "2027-01-03T09:00:00Z");
    }

    @Test
    void params_are_an_object() {
        carillon.job(Jobs.named("report"));

        assertThatThrownBy(() -> carillon.trigger("report", 7))
                .hasMessageContaining("params are an object, not a number");
    }

    @Test
    void a_name_is_given_to_one_worker() {
        carillon.addWorker("w1", "shop", worker -> worker.handler("h", Nothing.class, (params, run) -> null));

        assertThatThrownBy(() -> carillon.addWorker("w1", "shop")).hasMessageContaining("w1 already");
    }
}
