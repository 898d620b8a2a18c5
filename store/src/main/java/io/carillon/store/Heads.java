package io.carillon.store;

import com.google.protobuf.InvalidProtocolBufferException;
import io.carillon.model.JobKey;
import io.carillon.store.stored.StoredPage;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the runs of a page are found by, in the order of their ids. */
final class Heads {

    private final long page;
    private final List<JobKey> jobs;
    private final long[] ids;
    private final int[] job;
    private final long[] scheduledAt;

    private Heads(long page, List<JobKey> jobs, StoredPage stored) {
        this.page = page;
        this.jobs = jobs;
        this.ids = new long[stored.getIdsCount()];
        this.job = new int[ids.length];
        this.scheduledAt = new long[ids.length];
        long id = page;
        long at = 0;
        for (int i = 0; i < ids.length; i++) {
            id += stored.getIds(i);
            at += stored.getScheduledAt(i);
            ids[i] = id;
            scheduledAt[i] = at;
            job[i] = stored.getJob(i);
        }
    }

    static Heads of(long page, StoredPage stored) throws UnreadableRowException {
        try {
            List<JobKey> jobs =
                    stored.getJobsList().stream().map(JobNames::read).toList();
            var heads = new Heads(page, jobs, stored);
            if (Arrays.stream(heads.job).anyMatch(number -> number < 0 || number >= jobs.size())) {
                throw new UnreadableRowException("a run is of a job that is not named");
            }
            return heads;
        } catch (IllegalArgumentException | IndexOutOfBoundsException reason) {
            throw new UnreadableRowException(reason);
        }
    }

    static Heads parse(long page, byte[] body) throws UnreadableRowException {
        try {
            return of(page, StoredPage.parseFrom(body));
        } catch (InvalidProtocolBufferException reason) {
            throw new UnreadableRowException(reason);
        }
    }

    int size() {
        return ids.length;
    }

    long id(int place) {
        return ids[place];
    }

    JobKey job(int place) {
        return jobs.get(job[place]);
    }

    long scheduledAt(int place) {
        return scheduledAt[place];
    }

    /** Where a run stands; less than nothing if it doesn't. */
    int placeOf(long run) {
        return Arrays.binarySearch(ids, run);
    }

    /** Adds those of some runs that stand here. */
    void addAmong(Set<Long> wanted, Set<Long> there) {
        for (long run : wanted) {
            if (placeOf(run) >= 0) {
                there.add(run);
            }
        }
    }

    /** The entries of all runs in all of their groups. */
    Stream<Entry> entries() {
        long[] namespaces =
                jobs.stream().mapToLong(each -> Entry.group(each.namespace())).toArray();
        long[] named = jobs.stream().mapToLong(Entry::group).toArray();
        return places().boxed()
                .flatMap(place -> Stream.of(
                        Entry.byId(ids[place], page),
                        entry(namespaces[job[place]], place),
                        entry(named[job[place]], place)));
    }

    /** The entries of one group. */
    Stream<Entry> entries(long group) {
        if (group == Entry.BY_ID) {
            return places().mapToObj(place -> Entry.byId(ids[place], page));
        }
        var members = new BitSet();
        for (int number = 0; number < jobs.size(); number++) {
            JobKey each = jobs.get(number);
            members.set(number, Entry.group(each) == group || Entry.group(each.namespace()) == group);
        }
        return members.isEmpty()
                ? Stream.empty()
                : places().filter(place -> members.get(job[place])).mapToObj(place -> entry(group, place));
    }

    private IntStream places() {
        return IntStream.range(0, ids.length);
    }

    private Entry entry(long group, int place) {
        return new Entry(group, scheduledAt[place], ids[place], page);
    }
}
