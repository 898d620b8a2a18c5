package io.carillon.store;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.LoadedRun;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PartitionJobs;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.PurgeSlice;
import io.carillon.engine.Purged;
import io.carillon.engine.RunWindow;
import io.carillon.engine.Saved;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.JobKey;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.Resource;
import io.carillon.model.run.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** A store over several databases as one that takes batches about any partitions: commits what belongs to each database in a lane there. */
final class LaneByLane implements Store, AutoCloseable {

    private final DurableStore store;

    LaneByLane(DurableStore store) {
        this.store = store;
    }

    /** @param places where each of its writes stands in the whole */
    private record Share(CommitBatch batch, List<Integer> places) {

        /** Of a batch that is about nothing at all there is one share. */
        private boolean isLeftOut(int database) {
            return database > 0 && batch.fence().isEmpty() && batch.writes().isEmpty();
        }
    }

    @Override
    public CommitOutcome commit(CommitBatch batch) {
        return together(batch, store::commit);
    }

    @Override
    public CommitOutcome outcomeOf(CommitBatch batch) {
        return together(batch, store::outcomeOf);
    }

    private CommitOutcome together(CommitBatch batch, Function<CommitBatch, CommitOutcome> each) {
        var fencedOut = new TreeSet<Partition>();
        for (int database = 0; database < store.lanes().databases(); database++) {
            Share share = share(batch, database);
            CommitOutcome outcome =
                    share.isLeftOut(database) ? CommitOutcome.Committed.WHOLE : each.apply(share.batch());
            switch (outcome) {
                case CommitOutcome.Committed done -> fencedOut.addAll(done.fencedOut());
                case CommitOutcome.Refused refused -> {
                    var places = new TreeMap<Integer, String>();
                    refused.writes()
                            .forEach(
                                    (place, reason) -> places.put(share.places().get(place), reason));
                    return new CommitOutcome.Refused(places);
                }
                case CommitOutcome.NotCommitted _, CommitOutcome.Unknown _ -> {
                    return outcome;
                }
            }
        }
        return new CommitOutcome.Committed(fencedOut);
    }

    private Share share(CommitBatch whole, int database) {
        var fence = new TreeMap<>(whole.fence());
        fence.keySet().removeIf(partition -> isElsewhere(partition, database));
        var writes = new ArrayList<Write>();
        var places = new ArrayList<Integer>();
        for (int place = 0; place < whole.writes().size(); place++) {
            Write write = whole.writes().get(place);
            if (write instanceof Write.Fenced fenced ? !isElsewhere(fenced.partition(), database) : database == 0) {
                writes.add(write);
                places.add(place);
            }
        }
        int lane = whole.lane() * store.lanes().databases() + database;
        return new Share(new CommitBatch(whole.node(), lane, whole.number(), whole.at(), fence, writes), places);
    }

    private boolean isElsewhere(Partition partition, int database) {
        return store.lanes().databaseOf(partition) != database;
    }

    @Override
    public List<PartitionImage> takeOver(NodeId node, SortedMap<Partition, Epoch> ifEpoch) {
        return store.takeOver(node, ifEpoch);
    }

    @Override
    public List<PartitionJobs> jobs(SortedSet<Partition> partitions, int enough) {
        return store.jobs(partitions, enough);
    }

    @Override
    public Optional<Job> job(JobKey key) {
        return store.job(key);
    }

    @Override
    public List<PartitionStatus> partitions() {
        return store.partitions();
    }

    @Override
    public List<LoadedRun> load(RunWindow window) {
        return store.load(window);
    }

    @Override
    public SortedMap<RunId, SortedMap<Integer, RunStatus>> endedParts(SortedSet<RunId> runs) {
        return store.endedParts(runs);
    }

    @Override
    public SortedMap<RunId, Saved> saved(SortedSet<RunId> runs) {
        return store.saved(runs);
    }

    @Override
    public Set<AppName> apps() {
        return store.apps();
    }

    @Override
    public List<Resource> resources() {
        return store.resources();
    }

    @Override
    public long resourceRevision() {
        return store.resourceRevision();
    }

    @Override
    public Purged purge(PurgeSlice slice) {
        return store.purge(slice);
    }

    @Override
    public void close() {
        store.close();
    }
}
