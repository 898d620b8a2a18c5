package io.carillon.test;

import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.MapHandler;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** A handler under test that splits its runs. */
class TestMapHandler<P, I> implements MapHandler<P, I> {

    private final TestHandler tested;
    private final Stage stage;
    private final MapHandler<P, I> own;

    TestMapHandler(TestHandler tested, Stage stage, MapHandler<P, I> own) {
        this.tested = tested;
        this.stage = stage;
        this.own = own;
    }

    @Override
    public Collection<I> map(P params, JobContext run) throws Exception {
        return tested.play(stage, () -> own.map(params, run));
    }

    @Override
    public @Nullable Object each(I item, JobContext run) throws Exception {
        return tested.play(stage, () -> own.each(item, run));
    }
}
