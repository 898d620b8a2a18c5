package io.carillon.store;

import io.carillon.model.JobId;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDocument;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Reading;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** The columns of one version of a definition. Its document says everything but its standing. */
final class JobColumns {

    static final List<String> ALL = List.of("job_id", "version", "paused", "updated_at", "active_from", "document");

    private JobColumns() {}

    static void write(Job job, Parameters to) throws SQLException {
        to.number(job.id().value())
                .number(job.version())
                .flag(job.paused())
                .instant(job.updatedAt())
                .instant(job.activeFrom())
                .text(JobDocument.write(job).text());
    }

    /** Reads what stands behind the id, which the caller has read to know whom it is about. */
    static Job readBehindId(JobId id, Row row) throws SQLException, UnreadableRowException {
        int version = row.count();
        boolean paused = row.flag();
        Instant updatedAt = row.instant();
        Instant activeFrom = row.instant();
        JobDraft draft = readDocument(row.text());
        return new Job(id, draft.key(), version, draft.labels(), draft.spec(), paused, updatedAt, activeFrom);
    }

    static JobDraft readDocument(String text) throws UnreadableRowException {
        try {
            return switch (JobDocument.read(Json.parse(text))) {
                case Reading.Valid<JobDraft> valid -> valid.value();
                case Reading.Invalid<JobDraft> invalid ->
                    throw new UnreadableRowException("the definition is not valid: " + invalid.problems());
            };
        } catch (JsonException reason) {
            throw new UnreadableRowException("the definition is not JSON: " + reason.getMessage(), reason);
        }
    }
}
