package io.carillon.store;

import io.carillon.engine.PurgeSlice;
import io.carillon.model.JobId;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Deleted jobs of which nothing is alive any more; a part of a run ends before its run, so that the live runs tell. That none will be is known a day after the deletion, as no two clocks differ by as
 * much; from then on their versions are kept for as long as their last run may be. One that code declared stays: its code would make it anew.
 */
final class UnusedJobs {

    static final String NOTE = "UPDATE jobs SET unused_since = ? WHERE deleted_at < ? AND existing IS NULL"
            + " AND unused_since IS NULL AND NOT EXISTS (SELECT 1 FROM live"
            + " WHERE live.namespace = jobs.namespace AND live.job = jobs.name AND live.job_id = jobs.id)"
            + " AND NOT EXISTS (SELECT 1 FROM job_versions v WHERE v.partition_number = jobs.partition_number"
            + " AND v.job_id = jobs.id AND v.version = jobs.version AND v.declared IS NOT NULL)";
    static final String OVER =
            "SELECT id FROM jobs WHERE deleted_at < ? AND existing IS NULL AND unused_since < ? LIMIT ?";
    private static final String DELETE_VERSIONS = "DELETE FROM job_versions WHERE partition_number = ? AND job_id = ?";
    private static final String DELETE_JOB = "DELETE FROM jobs WHERE id = ? AND existing IS NULL";
    private static final String DELETE_CANCELLED = "DELETE FROM cancelled_ahead WHERE scheduled_at < ?";
    private static final Duration LARGEST_SKEW = Duration.ofDays(1);

    List<Long> over(PurgeSlice slice, Session session) throws SQLException {
        Instant before = slice.before();
        return before == null
                ? List.of()
                : session.query(OVER, to -> to.instant(before).instant(before).number(slice.limit()), Row::number);
    }

    /** Deletes these, notes which others are unused, and forgets which fires were cancelled before they were due. */
    int tidy(PurgeSlice slice, List<Long> over, Session session) throws SQLException {
        Instant past = slice.at().minus(LARGEST_SKEW);
        session.updateAll(
                DELETE_VERSIONS,
                over,
                (job, to) -> to.number(new JobId(job).partition().number()).number(job));
        session.updateAll(DELETE_JOB, over, (job, to) -> to.number(job));
        session.update(NOTE, to -> to.instant(slice.at()).instant(past));
        return session.update(DELETE_CANCELLED, to -> to.instant(past));
    }
}
