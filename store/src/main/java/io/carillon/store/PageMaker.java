package io.carillon.store;

import com.google.protobuf.ByteString;
import io.carillon.model.run.Run;
import io.carillon.store.stored.StoredPage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Puts runs that succeeded into pages, none of which is much to read for one run. */
final class PageMaker {

    static final int MOST_RUNS = 128;

    /** A page is full once its bodies have as many bytes; a run with a long result may stand alone in one. */
    private static final int FULL = 64 * 1024;

    private final List<Made> pages = new ArrayList<>();
    private final StoredPage.Builder page = StoredPage.newBuilder();
    private final ByteString.Output bodies = ByteString.newOutput();
    private JobNames jobs = new JobNames();
    private long id;
    private long lastRun;
    private long lastScheduledAt;

    private PageMaker() {}

    /** @param id of its first run */
    record Made(long id, StoredPage page) {

        int runs() {
            return page.getIdsCount();
        }

        /** What its runs are found by, without the rest. */
        StoredPage heads() {
            return page.toBuilder().clearLengths().clearBodies().build();
        }
    }

    static List<Made> pages(List<Run> runs) {
        var maker = new PageMaker();
        runs.stream().sorted(Comparator.comparing(Run::id)).forEach(maker::add);
        maker.end();
        return maker.pages;
    }

    private void add(Run run) {
        byte[] body = RunBody.write(run);
        if (page.getIdsCount() == MOST_RUNS || bodies.size() + body.length > FULL) {
            end();
        }
        if (page.getIdsCount() == 0) {
            id = run.id().value();
            lastRun = id;
            lastScheduledAt = 0;
        }
        long scheduledAt = Micros.of(run.scheduledAt());
        page.addIds(run.id().value() - lastRun)
                .addJob(jobs.numberOf(run.job()))
                .addScheduledAt(scheduledAt - lastScheduledAt)
                .addLengths(body.length);
        bodies.write(body, 0, body.length);
        lastRun = run.id().value();
        lastScheduledAt = scheduledAt;
    }

    private void end() {
        if (page.getIdsCount() > 0) {
            page.addAllJobs(jobs.stored()).setBodies(bodies.toByteString());
            pages.add(new Made(id, page.build()));
        }
        page.clear();
        bodies.reset();
        jobs = new JobNames();
    }
}
