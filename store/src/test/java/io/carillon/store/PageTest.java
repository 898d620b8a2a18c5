package io.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.carillon.engine.RunFilter;
import io.carillon.engine.Write;
import io.carillon.model.Namespace;
import io.carillon.model.job.Job;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.model.run.Sequel;
import io.carillon.store.stored.StoredPage;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that succeeded and stand in one row. */
final class PageTest {

    @TempDir
    private Path directory;

    private Subject subject;
    private List<Run> runs;

    @BeforeEach
    void open() {
        subject = Subject.open(directory);
        Job job = subject.job("job");
        Job other = subject.job("other");
        subject.commit(Subject.put(job), Subject.put(other));
        runs = IntStream.range(0, 5)
                .mapToObj(number -> subject.fired(number % 2 == 0 ? job : other, Subject.T0.minusSeconds(number))
                        .withState(new RunState.Succeeded(Subject.ATTEMPT, Subject.T0, Subject.T0, null)))
                .toList();
    }

    @AfterEach
    void close() {
        subject.close();
    }

    private long id() {
        return runs.getFirst().id().value();
    }

    private StoredPage page() {
        return PageMaker.pages(runs).getFirst().page();
    }

    @Test
    void a_page_is_little_to_read_whatever_its_runs_ended_with() {
        Json result = Json.of("r".repeat(40_000));
        List<Run> large = runs.stream()
                .map(run -> run.withState(new RunState.Succeeded(Subject.ATTEMPT, Subject.T0, Subject.T0, result)))
                .toList();

        assertThat(PageMaker.pages(large)).hasSameSizeAs(large);
        assertThat(PageMaker.pages(runs)).hasSize(1);
    }

    @Test
    void each_run_is_read_for_itself() throws UnreadableRowException {
        Page page = Page.read(id(), page().toByteArray());

        for (Run run : runs) {
            int place = page.heads().placeOf(run.id().value());
            assertThat(page.run(place, Sequel.NONE)).isEqualTo(run);
        }
        assertThat(page.heads().placeOf(id() - 1)).isNegative();
    }

    @Test
    void what_runs_are_found_by_is_the_same_without_the_rest() throws UnreadableRowException {
        StoredPage page = page();
        StoredPage heads = PageMaker.pages(runs).getFirst().heads();

        assertThat(Heads.of(id(), heads).entries())
                .containsExactlyElementsOf(Heads.of(id(), page).entries().toList())
                .hasSize(3 * runs.size());
        assertThat(heads.getSerializedSize()).isLessThan(page.getSerializedSize() / 2);
    }

    @Test
    void a_page_that_does_not_fit_together_is_refused() {
        StoredPage page = page();

        for (StoredPage broken : List.of(
                page.toBuilder().clearJobs().build(),
                page.toBuilder().clearLengths().build(),
                page.toBuilder().clearScheduledAt().build(),
                page.toBuilder().setBodies(ByteString.EMPTY).build())) {
            assertThatThrownBy(() -> Page.read(id(), broken.toByteArray())).isInstanceOf(UnreadableRowException.class);
        }
    }

    @Test
    void a_run_of_garbage_is_set_aside_and_those_of_its_page_are_read() throws SQLException {
        subject.commit(runs.stream().map(Subject::insert).toArray(Write[]::new));
        StoredPage page = page();
        byte[] bodies = page.getBodies().toByteArray();
        bodies[0] = (byte) 0xff;
        byte[] broken =
                page.toBuilder().setBodies(ByteString.copyFrom(bodies)).build().toByteArray();

        subject.sql("UPDATE done_20270101 SET body = x'" + HexFormat.of().formatHex(broken) + "' WHERE id = " + id());

        var sound = new ArrayList<>(runs);
        sound.removeFirst();
        var all = new RunFilter(Namespace.DEFAULT, null, Set.of(), null, null, null);
        assertThat(subject.store().catalog().runs(all, 10)).containsExactlyElementsOf(sound);
        assertThat(subject.store()
                        .catalog()
                        .run(Namespace.DEFAULT, runs.getFirst().id()))
                .isEmpty();
        assertThat(subject.store().rowsSetAside()).isPositive();
    }
}
