package io.carillon.model.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.AppName;
import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobDocumentTest {

    private static final String COMPLETE = """
            {"apiVersion": "carillon/v1", "kind": "Job",
             "metadata": {"name": "close-unpaid-orders", "namespace": "default", "labels": {"team": "orders"}},
             "spec": {
               "triggers": [
                 {"cron": "0 */5 * * * ?", "zone": "Asia/Shanghai", "jitter": "0s"},
                 {"every": "30s"}, {"delay": "1m"}, {"at": "2027-01-01T00:00:00Z"}],
               "task": {"type": "handler", "app": "shop", "handler": "closeUnpaidOrders", "params": {"batch": 500}},
               "timeout": "30s",
               "retry": {"maxAttempts": 3, "backoff": "exponential", "initial": "1s", "max": "1m", "jitter": 0.2},
               "overlap": "skip",
               "misfire": {"policy": "fireOnce", "within": "1h"},
               "routing": {"strategy": "leastLoaded", "labels": {"zone": "sh-a"}, "shards": 1},
               "priority": 5}}
            """;

    @Test
    void a_complete_document_is_read() {
        JobDraft draft = valid(COMPLETE);

        assertThat(draft.key()).isEqualTo(JobKey.of("default", "close-unpaid-orders"));
        assertThat(draft.labels()).containsExactly(Map.entry("team", "orders"));
        assertThat(draft.spec().triggers())
                .containsExactly(
                        new Trigger.Cron("0 */5 * * * ?", CronDialect.AUTO, ZoneId.of("Asia/Shanghai"), Duration.ZERO),
                        new Trigger.Every(Duration.ofSeconds(30), Duration.ZERO),
                        new Trigger.Delay(Duration.ofMinutes(1), Duration.ZERO),
                        new Trigger.At(Instant.parse("2027-01-01T00:00:00Z"), Duration.ZERO));
        assertThat(draft.spec().task().capability()).isEqualTo("handler:closeUnpaidOrders");
        assertThat(draft.spec().routing().shards()).isEqualTo(1);
        assertThat(draft.spec().overlap()).isEqualTo(Overlap.SKIP);
        assertThat(draft.spec().misfire()).isEqualTo(new Misfire(Misfire.Policy.FIRE_ONCE, 100, Duration.ofHours(1)));
    }

    @Test
    void the_shortest_document_has_the_defaults() {
        JobDraft draft =
                valid("{\"metadata\":{\"name\":\"a\"},\"spec\":{\"task\":{\"type\":\"noop\",\"app\":\"dev\"}}}");

        var task = new TaskSpec("noop", new AppName("dev"), Json.Obj.EMPTY, Json.Obj.EMPTY);
        assertThat(draft.key().namespace()).isEqualTo(Namespace.DEFAULT);
        assertThat(draft.spec()).isEqualTo(JobSpec.of(task).build());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void what_is_written_reads_back(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            JobDraft draft = RandomDrafts.draft(random);

            Json.Obj document = JobDocument.write(draft.key(), draft.labels(), draft.spec());

            assertThat(JobDocument.read(Json.parse(document.text())))
                    .as(document.text())
                    .isEqualTo(new Reading.Valid<>(draft));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"kind\": \"Job\" | \"kind\": \"Jub\" | /kind | invalid-value | expected 'Job', not 'Jub'",
                "carillon/v1 | carillon/v2 | /apiVersion | invalid-value | expected 'carillon/v1'",
                "\"spec\": | \"spac\": | /spec | required | is required",
                "\"spec\": | \"spac\": | /spac | unknown-field | did you mean 'spec'?",
                "\"name\": \"close-unpaid-orders\" | \"name\": \"-x\" | /metadata/name | invalid-value | 1 to 128",
                "\"name\": \"close-unpaid-orders\" | \"name\": 7 | /metadata/name | wrong-type | expected a string, not a number",
                "\"name\": \"close-unpaid-orders\", | `` | /metadata/name | required | is required",
                "\"namespace\": \"default\" | \"namespace\": \"a b\" | /metadata/namespace | invalid-value | a namespace has",
                "{\"team\": \"orders\"} | {\"te/am\": 1} | /metadata/labels/te~1am | wrong-type | expected a string",
                "\"timeout\" | \"timeuot\" | /spec/timeuot | unknown-field | did you mean 'timeout'?",
                "\"timeout\": \"30s\" | \"timeout\": \"30x\" | /spec/timeout | invalid-value | expected a number with a unit",
                "\"timeout\": \"30s\" | \"timeout\": \"1ms\" | /spec/timeout | out-of-range | expected 100ms to 366d",
                "\"timeout\": \"30s\" | \"timeout\": 30 | /spec/timeout | wrong-type | expected a string, not a number",
                "\"overlap\": \"skip\" | \"overlap\": {\"max\": 2} | /spec/overlap/policy | required | is required",
                "\"overlap\": \"skip\" | \"overlap\": {\"policy\": \"skip\", \"max\": 0} | /spec/overlap/max | out-of-range | expected a number from 1 to 10000",
                "\"overlap\": \"skip\" | \"limits\": [\"a\", \"a\"] | /spec/limits/1 | duplicate | limit 'a' is named twice",
                "\"overlap\": \"skip\" | \"limits\": [\"a b\"] | /spec/limits/0 | invalid-value | a limit name has 1 to 128",
                "\"overlap\": \"skip\" | \"limits\": \"a\" | /spec/limits | wrong-type | expected an array, not a string",
                "\"overlap\": \"skip\" | \"rate\": {\"per\": \"1m\"} | /spec/rate/max | required | is required",
                "\"overlap\": \"skip\" | \"rate\": {\"max\": 1, \"per\": \"1ms\"} | /spec/rate/per | out-of-range | expected 100ms to 1d",
                "\"overlap\": \"skip\" | \"breaker\": {\"failureRate\": 0} | /spec/breaker/failureRate | out-of-range | above 0",
                "\"overlap\": \"skip\" | \"breaker\": {\"failures\": 3} | /spec/breaker/failures | unknown-field | failureRate",
                "\"overlap\": \"skip\" | \"onFailure\": \"other\" | /spec/onFailure | wrong-type | expected an object, not a string",
                "\"overlap\": \"skip\" | \"onFailure\": {\"jbo\": \"other\"} | /spec/onFailure/jbo | unknown-field | did you mean 'job'?",
                "\"overlap\": \"skip\" | \"deadline\": \"1ms\" | /spec/deadline | out-of-range | expected 100ms to 366d",
                "\"overlap\": \"skip\" | \"overlap\": \"skipp\" | /spec/overlap | invalid-value | expected one of allow, skip, queue, cancelPrevious",
                "\"maxAttempts\": 3 | \"maxAttempts\": 0 | /spec/retry/maxAttempts | out-of-range | from 1 to 1000, not 0",
                "\"maxAttempts\": 3 | \"maxAttempts\": 3.5 | /spec/retry/maxAttempts | wrong-type | expected a whole number",
                "\"maxAttempts\": 3 | \"maxAttempts\": 99999999999 | /spec/retry/maxAttempts | wrong-type | expected a whole number",
                "\"maxAttempts\" | \"maxAttempt\" | /spec/retry/maxAttempt | unknown-field | did you mean 'maxAttempts'?",
                "\"jitter\": 0.2 | \"jitter\": 1.2 | /spec/retry/jitter | out-of-range | from 0 to 1, not 1.2",
                "\"jitter\": 0.2 | \"jitter\": \"x\" | /spec/retry/jitter | wrong-type | expected a number",
                "\"fireOnce\" | \"fireTwice\" | /spec/misfire/policy | invalid-value | expected one of fireOnce, fireAll, skip",
                "\"leastLoaded\" | \"leastLoadd\" | /spec/routing/strategy | invalid-value | not 'leastLoadd'; did you mean 'leastLoaded'?",
                "\"leastLoaded\" | \"byMagic\" | /spec/routing/strategy | invalid-value | expected one of leastLoaded, roundRobin",
                "\"shards\": 1 | \"notLabels\": {\"zone\": \"sh-a\"} | /spec/routing/notLabels/zone | contradiction | a worker must have the label 'zone'",
                "\"shards\": 1 | \"key\": \"tenant\" | /spec/routing/key | not-applicable | only consistentHash",
                "\"strategy\": \"leastLoaded\" | \"strategy\": \"consistentHash\", \"key\": \"\" | /spec/routing/key | invalid-value | the name of a param",
                "\"strategy\": \"leastLoaded\", \"labels\": {\"zone\": \"sh-a\"}, \"shards\": 1 | \"strategy\": \"broadcast\", \"shards\": 4 | /spec/routing/shards | not-applicable | one shard for each worker",
                "\"shards\": 1 | \"whenFull\": \"next\" | /spec/routing/whenFull | not-applicable | leastLoaded goes to the next worker anyway",
                "\"strategy\": \"leastLoaded\" | \"strategy\": \"failover\", \"whenFull\": \"nxt\" | /spec/routing/whenFull | invalid-value | did you mean 'next'?",
                "\"shards\": 1 | \"notLabels\": {\"zone\": 7} | /spec/routing/notLabels/zone | wrong-type | expected a string",
                "\"shards\": 1 | \"shards\": 0 | /spec/routing/shards | out-of-range | from 1 to 1000, not 0",
                "\"shards\": 1 | \"shards\": [{}, {\"region\": \"eu\"}, 7] | /spec/routing/shards/2 | wrong-type | expected an object, not a number",
                "\"shards\": 1 | \"shards\": [{\"region\": \"eu\"}] | /spec/routing/shards | out-of-range | expected 2 to 1000 shards, not 1",
                "\"strategy\": \"leastLoaded\", \"labels\": {\"zone\": \"sh-a\"}, \"shards\": 1 | \"strategy\": \"broadcast\", \"shards\": [{}, {}] | /spec/routing/shards | not-applicable | one shard for each worker",
                "\"shards\": 1 | \"shards\": 1001 | /spec/routing/shards | out-of-range | from 1 to 1000, not 1001",
                "\"priority\": 5 | \"priority\": 11 | /spec/priority | out-of-range | from 1 to 10, not 11",
                "Asia/Shanghai | Asia/Shangai | /spec/triggers/0/zone | unknown-zone | did you mean 'Asia/Shanghai'?",
                "{\"every\": \"30s\"} | {\"every\": \"1ms\"} | /spec/triggers/1/every | out-of-range | expected 100ms to 3660d",
                "{\"every\": \"30s\"} | {\"evry\": \"30s\"} | /spec/triggers/1 | invalid-value | exactly one of cron, every, delay, at",
                "{\"every\": \"30s\"} | {\"evry\": \"30s\"} | /spec/triggers/1/evry | unknown-field | did you mean 'every'?",
                "{\"every\": \"30s\"} | {\"every\": \"30s\", \"at\": \"2027-01-01T00:00:00Z\"} | /spec/triggers/1 | invalid-value | exactly one",
                "{\"every\": \"30s\"} | 7 | /spec/triggers/1 | wrong-type | expected an object, not a number",
                "{\"every\": \"30s\"} | {\"every\": \"30s\", \"zone\": \"UTC\"} | /spec/triggers/1/zone | not-applicable | a fixed rate follows elapsed time",
                "2027-01-01T00:00:00Z | tomorrow | /spec/triggers/3/at | invalid-value | expected an instant such as",
                "2027-01-01T00:00:00Z | 1969-01-01T00:00:00Z | /spec/triggers/3/at | invalid-value | expected an instant such as",
                "\"type\": \"handler\", | `` | /spec/task/type | required | is required",
                "\"app\": \"shop\", | `` | /spec/task/app | required | is required",
                "\"handler\": \"closeUnpaidOrders\", | `` | /spec/task/handler | required | is required",
                "\"handler\": \"closeUnpaidOrders\" | \"handlr\": \"closeUnpaidOrders\" | /spec/task/handlr | unknown-field | did you mean 'handler'?",
                "\"type\": \"handler\" | \"type\": \"handlr\" | /spec/task/type | invalid-value | did you mean 'handler'?",
                "{\"batch\": 500} | [500] | /spec/task/params | wrong-type | expected an object, not an array"
            })
    void a_mistake_is_named_with_its_place_and_what_was_meant(
            String right, String wrong, String pointer, String code, String message) {
        String document = COMPLETE.replace(right, wrong);

        List<Problem> problems = problems(document);

        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.pointer()).isEqualTo(pointer);
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void every_mistake_is_named_at_once() {
        String document = COMPLETE.replace("\"timeout\": \"30s\"", "\"timeout\": true")
                .replace("\"priority\": 5", "\"priority\": 99")
                .replace("\"kind\": \"Job\"", "\"kind\": 1");

        assertThat(problems(document))
                .extracting(Problem::pointer)
                .containsExactlyInAnyOrder("/spec/timeout", "/spec/priority", "/kind");
    }

    @Test
    void a_document_that_names_another_namespace_than_its_address_is_refused() {
        var reading = JobDocument.read(Json.parse(COMPLETE), new Namespace("other"));

        assertThat(reading)
                .isEqualTo(new Reading.Invalid<>(List.of(
                        new Problem("/metadata/namespace", "mismatch", "this address belongs to namespace 'other'"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "\"x\"",
                "[]",
                "null",
                "{}",
                "{\"metadata\":[],\"spec\":\"x\"}",
                "{\"metadata\":{\"labels\":[]}}"
            })
    void whatever_is_sent_is_answered_with_problems(String text) {
        assertThat(JobDocument.read(Json.parse(text))).isInstanceOf(Reading.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 6})
    void a_document_with_random_parts_replaced_is_read_or_refused_and_never_fails(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            Json damaged = damaged(Json.parse(COMPLETE), random);

            var reading = JobDocument.read(damaged);

            if (reading instanceof Reading.Valid<JobDraft>(JobDraft draft)) {
                var written = JobDocument.write(draft.key(), draft.labels(), draft.spec());
                assertThat(JobDocument.read(written)).as(damaged.text()).isEqualTo(reading);
            }
        }
    }

    @Test
    void too_many_triggers_and_labels_are_refused() {
        String triggers = "{\"every\":\"1s\"},".repeat(20) + "{\"every\":\"1s\"}";
        var labels = Json.object();
        for (int i = 0; i < 65; i++) {
            labels.put("l" + i, "x");
        }

        var problems = problems(COMPLETE.replace("{\"every\": \"30s\"}", triggers)
                .replace("{\"team\": \"orders\"}", labels.build().text()));

        assertThat(problems)
                .extracting(Problem::pointer)
                .containsExactlyInAnyOrder("/spec/triggers", "/metadata/labels");
    }

    @Test
    void a_pause_grows_up_to_its_cap() {
        var policy =
                new RetryPolicy(10, RetryPolicy.Backoff.EXPONENTIAL, Duration.ofSeconds(1), Duration.ofMinutes(1), 0);

        assertThat(List.of(1, 2, 3, 6, 7, 100, 1000))
                .extracting(failed -> policy.pauseAfter(failed, 0.5).toSeconds())
                .containsExactly(1L, 2L, 4L, 32L, 60L, 60L, 60L);
    }

    private static JobDraft valid(String text) {
        var reading = JobDocument.read(Json.parse(text));
        if (reading instanceof Reading.Valid<JobDraft>(JobDraft draft)) {
            return draft;
        }
        throw new IllegalStateException("not valid: " + reading);
    }

    private static List<Problem> problems(String text) {
        var reading = JobDocument.read(Json.parse(text));
        if (reading instanceof Reading.Invalid<JobDraft>(List<Problem> problems)) {
            return problems;
        }
        throw new IllegalStateException("not refused: " + reading);
    }

    private static Json damaged(Json value, Random random) {
        if (random.nextInt(25) == 0) {
            return oddity(random);
        }
        return switch (value) {
            case Json.Obj object -> {
                var out = Json.object();
                object.members()
                        .forEach((name, member) ->
                                out.put(random.nextInt(40) == 0 ? name + "~/x" : name, damaged(member, random)));
                yield out.build();
            }
            case Json.Arr array ->
                Json.array(array.items().stream()
                        .map(item -> damaged(item, random))
                        .toList());
            case Json.Null _, Json.Bool _, Json.Num _, Json.Str _ -> value;
        };
    }

    private static Json oddity(Random random) {
        var oddities = List.of(
                Json.Null.VALUE,
                Json.of(true),
                Json.of(-1),
                new Json.Num("1e-300"),
                new Json.Num("1e9999"),
                Json.of(""),
                Json.of("PT0.0000001S"),
                Json.of("1s".repeat(5_000)),
                Json.of("+999999999-12-31T23:59:59Z"),
                Json.of("\u0000\ud800"),
                Json.array(List.of(Json.Null.VALUE)),
                Json.Obj.EMPTY);
        return oddities.get(random.nextInt(oddities.size()));
    }
}
