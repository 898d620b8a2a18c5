package io.carillon.server.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.engine.Archive;
import io.carillon.engine.Archive.Chapter;
import io.carillon.engine.Archive.Kind;
import io.carillon.engine.ArchiveException;
import io.carillon.engine.FailedAttempt;
import io.carillon.model.Epoch;
import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sealed is whole and stays; what is not sealed is nobody's file. */
class FileArchiveTest {

    private static final String ANY_CHARACTERS =
            "\u0000 \uD83D\uDD14 \uD83D alone \uDD14 \r\n\t \u007f \u2028 \"quoted\" \\ 鐘 é %s '";
    private static final Instant T0 = Instant.parse("2027-01-31T00:00:00.123456Z");
    private static final Attempt ATTEMPT = new Attempt(new Token(new Epoch(3), 2), new WorkerId("worker-1"), T0);
    private static final RunError ERROR = new RunError("E", ANY_CHARACTERS);
    private static final Chapter DONE = new Chapter(Kind.DONE, LocalDate.of(2027, 1, 31));

    @TempDir
    private Path parent;

    private Path directory;
    private FileArchive archive;

    @BeforeEach
    void name() {
        directory = parent.resolve("made/when/needed");
        archive = new FileArchive(directory);
    }

    @Test
    void a_file_holds_a_document_a_line_in_the_form_of_the_api_whatever_tasks_said() throws IOException {
        var failed = new FailedAttempt(ATTEMPT, T0, ERROR);
        Run shard = run(3, new Cause.Shard(new RunId(1), 0, 1), succeeded()).withoutPayload();
        Run whole = run(1, new Cause.Fired(0), succeeded());
        write(archive, DONE, new Archive.Entry(whole, List.of(failed), List.of(shard)), plain(2));

        List<Json.Obj> documents = read("runs-20270131-done.jsonl.gz");

        assertThat(documents).hasSize(2);
        assertThat(documents.getFirst().get("id")).contains(Json.of(whole.id().toString()));
        assertThat(documents.getFirst().get("state")).contains(Json.of("SUCCEEDED"));
        assertThat(documents.getFirst().get("result")).contains(Json.of(ANY_CHARACTERS));
        assertThat(documents.getFirst().get("params")).contains(params());
        assertThat(documents.getFirst().get("node")).isEmpty();
        assertThat(one(documents.getFirst(), "attempts").get("error"))
                .contains(Json.object()
                        .put("code", "E")
                        .put("message", ANY_CHARACTERS)
                        .build());
        assertThat(one(documents.getFirst(), "shards").get("id"))
                .contains(Json.of(shard.id().toString()));
        assertThat(documents.getLast().get("shards")).isEmpty();
        assertThat(archive.runs()).isEqualTo(2);
    }

    @Test
    void an_attempt_that_stands_by_itself_names_its_run() throws IOException {
        var chapter = new Chapter(Kind.ATTEMPTS, LocalDate.of(2027, 1, 31));
        try (Archive.Draft draft = archive.begin(chapter)) {
            draft.add(new RunId(7), new FailedAttempt(ATTEMPT, T0, ERROR));
            draft.seal();
        }

        Json.Obj document = read("attempts-20270131.jsonl.gz").getFirst();

        assertThat(document.get("run")).contains(Json.of(new RunId(7).toString()));
        assertThat(document.get("worker")).contains(Json.of("worker-1"));
        assertThat(archive.runs()).isZero();
    }

    @Test
    void every_kind_has_files_of_its_own() throws IOException {
        for (Kind kind : Kind.values()) {
            write(archive, new Chapter(kind, DONE.day()), plain(1));
        }

        assertThat(files())
                .containsExactly(
                        "attempts-20270131.jsonl.gz",
                        "letters-20270131.jsonl.gz",
                        "runs-20270131-done.jsonl.gz",
                        "runs-20270131-undone.jsonl.gz",
                        "shards-20270131.jsonl.gz");
    }

    @Test
    void what_is_not_sealed_has_no_name_that_anybody_reads_and_goes_when_it_is_given_up() throws IOException {
        Archive.Draft draft = archive.begin(DONE);
        draft.add(plain(1));
        List<String> meanwhile = files();
        draft.close();

        assertThat(meanwhile).singleElement().asString().matches("runs-20270131-done\\.jsonl\\.gz\\..+\\.part");
        assertThat(files()).isEmpty();
        assertThat(archive.runs()).isZero();
    }

    @Test
    void what_a_killed_process_left_in_the_middle_is_begun_anew_and_goes_when_the_file_is_whole() throws IOException {
        Archive.Draft killed = archive.begin(DONE);
        killed.add(plain(1));

        write(new FileArchive(directory), DONE, plain(1), plain(2));

        assertThat(files()).containsExactly("runs-20270131-done.jsonl.gz");
        assertThat(ids("runs-20270131-done.jsonl.gz")).containsExactly(1L, 2L);
    }

    @Test
    void a_sealed_file_is_never_replaced() throws IOException {
        write(archive, DONE, plain(1));
        write(new FileArchive(directory), DONE, plain(2));
        write(new FileArchive(directory), DONE, plain(3));

        assertThat(ids("runs-20270131-done.jsonl.gz")).containsExactly(1L);
        assertThat(ids("runs-20270131-done-2.jsonl.gz")).containsExactly(2L);
        assertThat(ids("runs-20270131-done-3.jsonl.gz")).containsExactly(3L);
    }

    @Test
    void two_nodes_that_write_the_same_do_not_mix_it_up() throws IOException {
        var other = new FileArchive(directory);
        try (Archive.Draft slow = archive.begin(DONE)) {
            slow.add(plain(1));
            write(other, DONE, plain(1), plain(2));
            slow.add(plain(2));

            assertThatThrownBy(slow::seal).isInstanceOf(ArchiveException.class);
        }

        assertThat(files()).containsExactly("runs-20270131-done.jsonl.gz");
        assertThat(ids("runs-20270131-done.jsonl.gz")).containsExactly(1L, 2L);
    }

    @Test
    void a_directory_that_cannot_be_written_is_named_and_counted() throws IOException {
        Path file = Files.writeString(parent.resolve("a-file"), "");
        var impossible = new FileArchive(file.resolve("archive"));

        assertThatThrownBy(() -> impossible.begin(DONE))
                .isInstanceOf(ArchiveException.class)
                .hasMessageContaining(file.toString());

        assertThat(impossible.failures()).isEqualTo(1);
    }

    private static void write(FileArchive archive, Chapter chapter, Archive.Entry... entries) {
        try (Archive.Draft draft = archive.begin(chapter)) {
            for (Archive.Entry entry : entries) {
                draft.add(entry);
            }
            draft.seal();
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private List<Long> ids(String file) throws IOException {
        return read(file).stream()
                .map(document -> ((Json.Str) document.get("id").orElseThrow()).value())
                .map(id -> RunId.parse(id).orElseThrow().value())
                .toList();
    }

    private List<Json.Obj> read(String file) throws IOException {
        try (var unzipped = new GZIPInputStream(Files.newInputStream(directory.resolve(file)))) {
            return new String(unzipped.readAllBytes(), UTF_8)
                    .lines()
                    .map(line -> (Json.Obj) Json.parse(line))
                    .toList();
        }
    }

    private static Json.Obj one(Json.Obj document, String list) {
        return (Json.Obj) ((Json.Arr) document.get(list).orElseThrow()).items().getFirst();
    }

    private static Archive.Entry plain(long id) {
        return new Archive.Entry(run(id, new Cause.Fired(0), succeeded()), List.of(), List.of());
    }

    private static RunState succeeded() {
        return new RunState.Succeeded(ATTEMPT, T0, T0, Json.of(ANY_CHARACTERS));
    }

    private static Json.Obj params() {
        return Json.object().put(ANY_CHARACTERS, ANY_CHARACTERS).build();
    }

    private static Run run(long id, Cause cause, RunState state) {
        return new Run(
                new RunId(id),
                new JobId(9),
                JobKey.of("default", "job"),
                1,
                cause,
                T0,
                T0,
                Priority.DEFAULT,
                params(),
                1,
                0,
                state);
    }
}
