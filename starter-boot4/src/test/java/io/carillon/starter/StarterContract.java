package io.carillon.starter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.engine.Command;
import io.carillon.model.job.DeclaredMerge;
import io.carillon.model.job.Difference;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDraft;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.spring.CarillonWorker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/** Applications of a real Spring Boot against a real node. */
@Timeout(120)
public abstract class StarterContract {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path data;

    private TestingScheduler carillon;

    /** The status that the application's health gives to its worker. */
    protected abstract String health(ApplicationContext context);

    @BeforeEach
    void begin() throws Exception {
        carillon = TestingScheduler.start(data);
    }

    @AfterEach
    void end() {
        carillon.close();
    }

    @Test
    void a_job_appears_by_its_annotation_fires_and_its_result_is_recorded() throws Exception {
        try (var _ = started(Shop.Plain.class)) {
            Job job = carillon.awaitJob("close");
            carillon.ask(new Command.TriggerJob(
                    job.key(), (Json.Obj) Json.parse("{\"batch\": 500, \"until\": \"2027-01-31\"}"), null, null, null));
            Run asked = carillon.awaitRun("close", run -> result(run).contains("500"));
            Run fired = carillon.awaitRun(
                    "close", run -> run.cause().isFire() && !result(run).isEmpty());

            assertThat(result(asked)).isEqualTo("{\"orderCount\":500,\"job\":\"close\",\"notes\":[]}");
            assertThat(result(fired)).isEqualTo("{\"orderCount\":7,\"job\":\"close\",\"notes\":[]}");
            assertThat(job.spec().retry().maxAttempts()).isEqualTo(2);
            assertThat(job.spec().retry().initial()).isEqualTo(Duration.ofSeconds(1));
            assertThat(job.spec().priority().level()).isEqualTo(7);
            assertThat(job.spec().task().app().value()).isEqualTo("shop");
        }
    }

    @Test
    void params_and_context_come_in_any_order_or_not_at_all() throws Exception {
        try (var _ = started(Shop.Plain.class)) {
            Run nothing = carillon.awaitRun("nothing", _ -> true);

            assertThat(resultOf("swapped")).isEqualTo("{\"orderCount\":8,\"job\":\"swapped\",\"notes\":[\"swapped\"]}");
            assertThat(carillon.awaitJob("swapped").spec().task().capability()).isEqualTo("handler:swappedHandler");
            assertThat(nothing.state().toString()).contains("nothing to do");
        }
    }

    @Test
    void an_annotation_of_ones_own_and_placeholders_say_the_same() throws Exception {
        try (var _ = started(Shop.Plain.class)) {
            Job job = carillon.awaitJob("nightly-hourly");

            assertThat(job.spec().timeout()).isEqualTo(Duration.ofSeconds(42));
            assertThat(job.labels()).isEqualTo(Map.of("team", "orders"));
        }
    }

    @Test
    void what_a_person_changed_stays_and_shows_as_a_difference() throws Exception {
        started(Shop.Before.class).close();
        Job job = carillon.awaitJob("kept");
        var edited = new JobDraft(
                job.key(), job.labels(), job.spec().but().triggers(List.of()).build());
        carillon.ask(new Command.ReplaceJob(edited, null));

        try (var _ = started(Shop.Before.class)) {
            Job now = carillon.awaitJob("kept");

            assertThat(now.spec().triggers()).isEmpty();
            assertThat(DeclaredMerge.differences(Objects.requireNonNull(now.declared()), now))
                    .extracting(Difference::pointer)
                    .containsExactly("/spec/triggers");
        }
    }

    @Test
    void what_is_enforced_is_brought_back() throws Exception {
        started(Shop.Before.class).close();
        Job job = carillon.awaitJob("kept");
        carillon.ask(new Command.ReplaceJob(
                new JobDraft(
                        job.key(),
                        job.labels(),
                        job.spec().but().triggers(List.of()).build()),
                null));

        try (var _ = started(Shop.Before.class, "carillon.worker.sync=enforce")) {
            assertThat(carillon.awaitJob("kept").spec().triggers())
                    .isEqualTo(job.spec().triggers());
        }
    }

    @Test
    void a_method_that_is_gone_leaves_an_orphan() throws Exception {
        started(Shop.Before.class).close();

        try (var _ = started(Shop.After.class)) {
            Job removed = carillon.awaitJob("removed");
            Instant since = TestingScheduler.await(
                            () -> carillon.declared().orphanedSince(removed), Optional::isPresent)
                    .orElseThrow();

            assertThat(since).isAfter(removed.createdAt());
            assertThat(carillon.declared().orphanedSince(carillon.awaitJob("kept")))
                    .isEmpty();
        }
    }

    @Test
    void a_context_that_is_closed_in_the_middle_of_a_run_finishes_it() throws Exception {
        var context = started(Shop.Patient.class);
        var slow = context.getBean(Shop.Slow.class);
        carillon.ask(new Command.TriggerJob(carillon.awaitJob("slow").key(), Json.Obj.EMPTY, null, null, null));
        assertThat(slow.begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        var leaving = new CountDownLatch(1);
        context.addApplicationListener((ApplicationListener<ContextClosedEvent>) _ -> leaving.countDown());
        var closing = new Thread(context::close);
        closing.start();
        assertThat(leaving.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        slow.go.countDown();
        closing.join(PATIENCE);

        assertThat(closing.isAlive()).isFalse();
        assertThat(carillon.awaitRun("slow", _ -> true).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void beans_may_be_proxied_and_made_late() throws Exception {
        try (var context = started(Shop.Proxied.class)) {
            boolean madeAtStart = context.getBeanFactory().containsSingleton("stock");

            assertThat(resultOf("bill")).isEqualTo("\"billed\"");
            assertThat(resultOf("mail")).isEqualTo("\"mailed\"");
            carillon.ask(new Command.TriggerJob(carillon.awaitJob("count").key(), Json.Obj.EMPTY, null, null, null));
            assertThat(resultOf("count")).isEqualTo("\"counted\"");
            assertThat(madeAtStart).isFalse();
        }
    }

    static Stream<Object[]> mistakes() {
        return Stream.of(
                new Object[] {Shop.Mistaken.OneNameTwice.class, "two methods with @CarillonJob are handler \"kept\""},
                new Object[] {Shop.Mistaken.TwoHandlersOfAJob.class, "are of job \"default/close\""},
                new Object[] {Shop.Mistaken.WrongParameter.class, "TextTaker.take: params are an object with members"},
                new Object[] {Shop.Mistaken.Prototype.class, "FewerOrders.kept: bean 'orders' is not a singleton"},
                new Object[] {Shop.Mistaken.ContradictingTriggers.class, "TwoTriggers.both says more than one of cron"},
                new Object[] {Shop.Mistaken.HiddenByProxy.class, "hidden"});
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void a_mistake_ends_the_start_and_names_the_method(Class<?> application, String said) {
        assertThatThrownBy(() -> started(application)).hasStackTraceContaining(said);
    }

    @Test
    void a_worker_without_a_token_does_not_start_and_says_what_to_set() {
        assertThatThrownBy(() -> started(Shop.Before.class, "carillon.worker.token="))
                .hasStackTraceContaining("carillon.worker.token-file");
    }

    @Test
    void an_application_that_is_told_not_to_be_a_worker_is_none() {
        try (var context = started(Shop.Before.class, "carillon.worker.enabled=false")) {
            assertThat(context.getBeanNamesForType(CarillonWorker.class)).isEmpty();
        }
    }

    @Test
    void health_says_whether_a_node_is_there() throws Exception {
        try (var context = started(Shop.Before.class)) {
            carillon.awaitJob("kept");
            String connected = health(context);
            carillon.close();

            assertThat(connected).isEqualTo("UP");
            assertThat(TestingScheduler.await(() -> health(context), "DOWN"::equals))
                    .isEqualTo("DOWN");
        }
    }

    @Test
    void attempts_are_measured_by_how_they_end() throws Exception {
        try (var context = started(Shop.Plain.class)) {
            var meters = context.getBean(MeterRegistry.class);
            carillon.awaitRun("close", run -> run.state() instanceof RunState.Succeeded);
            carillon.awaitRun("nothing", _ -> true);

            assertThat(measured(meters, "close", "succeeded").count()).isPositive();
            assertThat(measured(meters, "nothing", "skipped").count()).isPositive();
            assertThat(meters.get("carillon.worker.slots")
                            .tag("state", "total")
                            .gauge()
                            .value())
                    .isEqualTo(16);
        }
    }

    @Test
    void results_are_written_by_the_applications_own_mapper() throws Exception {
        try (var _ = started(Shop.Plain.class, "spring.jackson.property-naming-strategy=SNAKE_CASE")) {
            assertThat(resultOf("close")).startsWith("{\"order_count\":7,");
        }
    }

    private static Timer measured(MeterRegistry meters, String handler, String outcome) {
        return meters.get("carillon.worker.attempts")
                .tag("handler", handler)
                .tag("outcome", outcome)
                .timer();
    }

    /** The result of a run of a job that succeeded. */
    protected final String resultOf(String job) throws InterruptedException {
        return result(carillon.awaitRun(job, run -> !result(run).isEmpty()));
    }

    private static String result(Run run) {
        return run.state() instanceof RunState.Succeeded done && done.result() != null
                ? done.result().text()
                : "";
    }

    /** An application whose worker, if it has one, has heard what became of its declarations. */
    protected final ConfigurableApplicationContext started(Class<?> application, String... properties) {
        var all = new TreeMap<>(Map.of(
                "spring.config.location", "optional:classpath:/none/",
                "spring.application.name", "shop",
                "shop.timeout", "42s",
                "shop.prefix", "nightly",
                "carillon.worker.server", carillon.address(),
                "carillon.worker.token", "any"));
        for (String property : properties) {
            int equals = property.indexOf('=');
            all.put(property.substring(0, equals), property.substring(equals + 1));
        }
        String[] arguments = all.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
        var context = new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .run(arguments);
        context.getBeanProvider(CarillonWorker.class).ifAvailable(StarterContract::awaitDeclared);
        return context;
    }

    private static void awaitDeclared(CarillonWorker worker) {
        try {
            assertThat(worker.worker().orElseThrow().awaitDeclared(PATIENCE)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
