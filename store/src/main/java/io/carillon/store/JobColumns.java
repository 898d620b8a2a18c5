package io.carillon.store;

import io.carillon.model.JobId;
import io.carillon.model.job.Declaration;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The columns of one version of a definition. Its document says everything but its standing. */
final class JobColumns {

    static final List<String> ALL =
            List.of("job_id", "version", "paused", "updated_at", "active_from", "document", "declared");

    static final List<String> KEY = List.of("partition_number", "job_id", "version");

    /** What {@link #write} fills: where the document lies, and all of it. */
    static final List<String> WRITTEN =
            Stream.concat(Stream.of("partition_number"), ALL.stream()).toList();

    private JobColumns() {}

    static void write(Job job, Parameters to) throws SQLException {
        to.number(job.id().partition().number())
                .number(job.id().value())
                .number(job.version())
                .flag(job.paused())
                .instant(job.updatedAt())
                .instant(job.activeFrom())
                .text(JobDocument.write(job).text())
                .text(job.declared() == null ? null : job.declared().write().text());
    }

    /** Reads what stands behind the id, which the caller has read to know whom it is about. */
    static Job readBehindId(JobId id, Row row) throws SQLException, UnreadableRowException {
        return readBehindId(id, row, JobColumns::readPlainly);
    }

    /** Reads it with a way of one's own to read documents, which fails as JSON does. */
    static Job readBehindId(JobId id, Row row, Function<String, Reading<JobDraft>> documents)
            throws SQLException, UnreadableRowException {
        int version = row.count();
        boolean paused = row.flag();
        Instant updatedAt = row.instant();
        Instant activeFrom = row.instant();
        JobDraft draft = read(row.text(), documents);
        String declared = row.textOrNull();
        return new Job(
                id,
                draft.key(),
                version,
                draft.labels(),
                draft.spec(),
                paused,
                updatedAt,
                activeFrom.equals(updatedAt) ? updatedAt : activeFrom,
                declared == null ? null : readDeclared(declared));
    }

    private static Declaration readDeclared(String text) throws UnreadableRowException {
        return read(text, json -> Declaration.read(Json.parse(json)));
    }

    private static Reading<JobDraft> readPlainly(String text) {
        return JobDocument.read(Json.parse(text));
    }

    static <T> T read(String text, Function<String, Reading<T>> reader) throws UnreadableRowException {
        try {
            return switch (reader.apply(text)) {
                case Reading.Valid<T> valid -> valid.value();
                case Reading.Invalid<T> invalid ->
                    throw new UnreadableRowException("the definition is not valid: " + invalid.problems());
            };
        } catch (JsonException reason) {
            throw new UnreadableRowException("the definition is not JSON: " + reason.getMessage(), reason);
        }
    }
}
