package io.carillon.test;

import io.carillon.worker.task.GatherHandler;
import io.carillon.worker.task.JobContext;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A handler under test that splits its runs and gathers what the shards come to. */
final class TestGatherHandler<P, I, R> extends TestMapHandler<P, I> implements GatherHandler<P, I, R> {

    private final TestHandler tested;
    private final Stage stage;
    private final GatherHandler<P, I, R> own;

    TestGatherHandler(TestHandler tested, Stage stage, GatherHandler<P, I, R> own) {
        super(tested, stage, own);
        this.tested = tested;
        this.stage = stage;
        this.own = own;
    }

    @Override
    public @Nullable Object gather(P params, Stream<R> results, JobContext run) throws Exception {
        return tested.play(stage, () -> own.gather(params, results, run));
    }
}
