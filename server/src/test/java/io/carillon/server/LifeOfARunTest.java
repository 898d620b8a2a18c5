package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.worker.Worker;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifeOfARunTest {

    @Test
    void a_cron_job_created_over_rest_is_run_by_a_worker_and_listed(@TempDir Path data) throws Exception {
        try (var carillon = TestingServer.start(data);
                Worker _ = carillon.worker("test")) {
            var created = carillon.post("/api/v1/namespaces/default/jobs", """
                    {"metadata": {"name": "tick"},
                     "spec": {"triggers": [{"cron": "* * * * * ?"}], "task": {"type": "noop", "app": "test"}}}""");
            assertThat(created.response().body()).contains("\"version\":1");
            assertThat(created.status()).isEqualTo(201);

            var listed = carillon.until(
                    "/api/v1/namespaces/default/runs?job=tick&state=SUCCEEDED",
                    answer -> answer.response().body().contains("SUCCEEDED"));

            assertThat(listed.response().body()).contains("\"cause\":{\"type\":\"fired\",\"trigger\":0}");
        }
    }
}
