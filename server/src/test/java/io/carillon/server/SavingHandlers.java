package io.carillon.server;

import io.carillon.worker.Worker;
import io.carillon.worker.WorkerBuilder;
import io.carillon.worker.task.JobContext;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A worker that can be killed, in a process of its own: its handler goes as far as it is told, leaves that, and then hangs. */
final class SavingHandlers {

    static final String APP = "saving";
    static final int REACHED = 3;

    private SavingHandlers() {}

    /** How far a handler has come. */
    record Position(int done, String by) {}

    /**
     * The process that is killed.
     *
     * @param args the address of the server, and its token
     */
    public static void main(String[] args) throws InterruptedException {
        Worker worker = builder()
                .server(args[0])
                .token(args[1])
                .workerId("doomed")
                .handler("import", Map.class, (_, run) -> {
                    run.checkpoint(new Position(REACHED, "doomed"));
                    run.progress(REACHED, 10, "row " + REACHED);
                    new CountDownLatch(1).await();
                    return null;
                })
                .start();
        worker.awaitEnded();
    }

    static WorkerBuilder builder() {
        return Worker.builder().app(APP).slots(4);
    }

    /** Goes on from where an earlier attempt was, and says who that was. */
    static Object goOn(Map<?, ?> params, JobContext run) {
        return run.checkpoint(Position.class).orElse(new Position(0, "nobody"));
    }
}
