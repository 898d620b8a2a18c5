package io.carillon.model.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.AppName;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Code and server on one job: what is there, who said it, and what becomes of it. */
class DeclaredMergeTest {

    private static final Instant T0 = Instant.parse("2027-01-01T00:00:00Z");
    private static final String TASK = "'task': {'type': 'handler', 'app': 'shop', 'handler': 'close'}";
    private static final JobKey KEY = JobKey.of("default", "close");
    private static final String EVERY_MINUTE = "{'spec': {'triggers': [{'every': '1m'}], 'timeout': '30s'}}";

    @ParameterizedTest(name = "{0}, {1}, edition {2}: {3}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            -                                        | CREATE  | 5 | Create
            -                                        | ENFORCE | 5 | Create
            deleted by a person                      | CREATE  | 5 | Deleted
            deleted by a person                      | ENFORCE | 5 | Create
            deleted, declared by another app         | CREATE  | 5 | Create
            as the code says                         | CREATE  | 5 | Keep
            as the code says                         | ENFORCE | 5 | Keep
            differs                                  | CREATE  | 5 | Keep
            differs                                  | ENFORCE | 5 | Change
            differs, said by the same edition        | ENFORCE | 5 | Change
            differs, said by a later edition         | CREATE  | 5 | Older
            differs, said by a later edition         | ENFORCE | 5 | Older
            made by a person for this handler        | CREATE  | 5 | Keep
            made by a person for this handler        | ENFORCE | 5 | Change
            made by a person for other work          | CREATE  | 5 | Taken
            made by a person for other work          | ENFORCE | 5 | Taken
            declared by another app                  | ENFORCE | 5 | Taken
            declared by another app, now of this one | ENFORCE | 5 | Change
            of this code, moved to other work        | CREATE  | 5 | Keep
            of this code, moved to other work        | ENFORCE | 5 | Change
            """)
    void one_table_decides(@Nullable String there, Sync sync, long edition, String outcome) {
        Declaration said = said("shop", sync, edition, EVERY_MINUTE);

        DeclaredMerge merge = DeclaredMerge.of(KEY, said, job(there), deleted(there));

        assertThat(merge.getClass().getSimpleName()).isEqualTo(outcome);
    }

    private static @Nullable Declaration deleted(@Nullable String there) {
        return switch (there) {
            case "deleted by a person" -> said("shop", Sync.CREATE, 4, "{}");
            case "deleted, declared by another app" -> said("bank", Sync.CREATE, 4, "{}");
            case null, default -> null;
        };
    }

    private static @Nullable Job job(@Nullable String there) {
        String other = "{" + TASK + ", 'timeout': '60s', 'triggers': [{'every': '1m'}]}";
        String http = "{'task': {'type': 'http', 'app': 'shop', 'url': 'http://localhost/'}}";
        String bank = "{'task': {'type': 'handler', 'app': 'bank', 'handler': 'close'}}";
        return switch (there) {
            case "as the code says" -> job(other.replace("60s", "30s"), said("shop", Sync.CREATE, 4, EVERY_MINUTE));
            case "differs" -> job(other, said("shop", Sync.CREATE, 4, EVERY_MINUTE));
            case "differs, said by the same edition" -> job(other, said("shop", Sync.CREATE, 5, EVERY_MINUTE));
            case "differs, said by a later edition" -> job(other, said("shop", Sync.CREATE, 6, EVERY_MINUTE));
            case "made by a person for this handler" -> job(other, null);
            case "made by a person for other work" -> job(http, null);
            case "declared by another app" -> job(bank, said("bank", Sync.CREATE, 4, "{}"));
            case "declared by another app, now of this one" -> job(other, said("bank", Sync.CREATE, 9, "{}"));
            case "of this code, moved to other work" -> job(http, said("shop", Sync.CREATE, 4, "{}"));
            case null, default -> null;
        };
    }

    @Test
    void a_job_is_made_of_what_the_code_sets_and_the_defaults() {
        DeclaredMerge merge = DeclaredMerge.of(KEY, said("shop", Sync.CREATE, 1, EVERY_MINUTE), null, null);

        var created = (DeclaredMerge.Create) merge;
        assertThat(created.draft()).isEqualTo(draft("{" + TASK + ", 'timeout': '30s', 'triggers': [{'every': '1m'}]}"));
    }

    @Test
    void what_the_code_leaves_out_stays_as_the_server_has_it() {
        Job there = job(
                "{'task': {'type': 'handler', 'app': 'shop', 'handler': 'close', 'params': {'batch': 7, 'dry': true}}, 'priority': 9,"
                        + " 'retry': {'maxAttempts': 9, 'initial': '5s'}}",
                null);
        Declaration said = said(
                "shop", Sync.ENFORCE, 1, "{'spec': {'retry': {'maxAttempts': 2}, 'task': {'params': {'batch': 500}}}}");

        var change = (DeclaredMerge.Change) DeclaredMerge.of(KEY, said, there, null);

        assertThat(change.draft())
                .isEqualTo(draft(
                        "{'task': {'type': 'handler', 'app': 'shop', 'handler': 'close', 'params': {'batch': 500, 'dry': true}}, 'priority': 9,"
                                + " 'retry': {'maxAttempts': 2, 'initial': '5s'}}"));
        assertThat(change.differences())
                .containsExactlyInAnyOrder(
                        new Difference("/spec/retry/maxAttempts", Json.of(2), Json.of(9)),
                        new Difference("/spec/task/params/batch", Json.of(500), Json.of(7)));
    }

    @Test
    void what_means_the_same_is_no_difference() {
        Job there = job("{" + TASK + ", 'timeout': '90s', 'overlap': 'skip'}", null);
        Declaration said = said(
                "shop",
                Sync.CREATE,
                1,
                "{'spec': {'timeout': '1m30s', 'overlap': {'policy': 'skip', 'max': 1}, 'priority': 5}}");

        assertThat(DeclaredMerge.differences(said, there)).isEmpty();
    }

    @Test
    void a_field_that_is_written_as_a_word_or_as_an_object_differs_as_a_whole() {
        Job there = job("{" + TASK + ", 'overlap': 'queue'}", null);
        Declaration said = said("shop", Sync.CREATE, 1, "{'spec': {'overlap': {'policy': 'skip', 'max': 3}}}");

        assertThat(DeclaredMerge.differences(said, there))
                .containsExactly(new Difference(
                        "/spec/overlap",
                        Json.object().put("policy", "skip").put("max", 3).build(),
                        Json.of("queue")));
    }

    @Test
    void code_can_say_that_there_is_to_be_nothing() {
        Job there = job("{" + TASK + ", 'timeout': '90s'}", null);
        Declaration said = said("shop", Sync.ENFORCE, 1, "{'spec': {'timeout': null}}");

        assertThat(DeclaredMerge.of(KEY, said, there, null))
                .isEqualTo(new DeclaredMerge.Change(
                        draft("{" + TASK + "}"), List.of(new Difference("/spec/timeout", null, Json.of("1m30s")))));
    }

    @Test
    void a_label_with_a_slash_is_found_by_its_pointer() {
        Job there = job("{" + TASK + "}", null);
        Declaration said = said("shop", Sync.CREATE, 1, "{'metadata': {'labels': {'a/b~c': 'x'}}}");

        assertThat(DeclaredMerge.differences(said, there))
                .extracting(Difference::pointer)
                .containsExactly("/metadata/labels/a~1b~0c");
        Job labelled = new Job(there.id(), KEY, 1, Map.of("a/b~c", "y"), there.spec(), false, T0, T0, null);
        assertThat(DeclaredMerge.differences(said, labelled))
                .containsExactly(new Difference("/metadata/labels/a~1b~0c", Json.of("x"), Json.of("y")));
    }

    @Test
    void mistakes_come_back_with_their_pointers() {
        Declaration said = said("shop", Sync.CREATE, 1, "{'spec': {'timeout': 'soon', 'retires': 3}, 'timeout': '3s'}");

        var invalid = (DeclaredMerge.Invalid) DeclaredMerge.of(KEY, said, null, null);

        assertThat(invalid.problems())
                .extracting(Problem::pointer)
                .containsExactlyInAnyOrder("/spec/timeout", "/spec/retires", "/timeout");
    }

    @Test
    void what_is_said_beside_the_fields_is_no_field() {
        Json.Obj fields = json("{'metadata': {'name': 'x'}, 'spec': {'task': {'app': 'bank', 'params': {'a': 1}}}}");

        assertThat(Declaration.misplaced(fields))
                .extracting(Problem::pointer)
                .containsExactly("/metadata/name", "/spec/task/app");
    }

    @Test
    void a_declaration_is_read_as_it_was_written() {
        Declaration said = said("shop", Sync.ENFORCE, 1_800_000_000_123L, EVERY_MINUTE);

        assertThat(Declaration.read(Json.parse(said.write().text()))).isEqualTo(new Reading.Valid<>(said));
        assertThat(Declaration.read(Json.parse("{\"app\": \"shop\"}"))).isInstanceOf(Reading.Invalid.class);
        assertThat(Declaration.read(Json.parse(said.write().text().replace("1800000000123", "\"now\""))))
                .isInstanceOf(Reading.Invalid.class);
    }

    private static Declaration said(String app, Sync sync, long edition, String fields) {
        return new Declaration(new AppName(app), "close", sync, edition, json(fields));
    }

    private static Job job(String spec, @Nullable Declaration declared) {
        JobDraft draft = draft(spec);
        return new Job(new JobId(4_096), KEY, 1, draft.labels(), draft.spec(), false, T0, T0, declared);
    }

    private static JobDraft draft(String spec) {
        Json document = json("{'metadata': {'name': 'close'}, 'spec': " + spec + "}");
        return ((Reading.Valid<JobDraft>) JobDocument.read(document)).value();
    }

    private static Json.Obj json(String quoted) {
        return (Json.Obj) Json.parse(quoted.replace('\'', '"'));
    }
}
