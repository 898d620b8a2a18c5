package io.carillon.chaos;

import io.carillon.worker.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A worker, as somebody may have written it, whose handlers do what no handler should. */
final class HarmfulWorker {

    private static final int MEGABYTE = 1 << 20;
    private static final int LARGE = 100 * MEGABYTE;

    private HarmfulWorker() {}

    /** Dials the server and joins the app that it is given. */
    public static void main(String[] arguments) throws InterruptedException {
        Worker.builder()
                .server(arguments[0])
                .token(Objects.requireNonNull(System.getenv("CARILLON_TOKEN")))
                .app(arguments[1])
                .handler("large", Map.class, (_, _) -> "x".repeat(LARGE))
                .handler("hog", Map.class, (_, _) -> hoard())
                .handler("stubborn", Map.class, (_, _) -> turn())
                .handler("small", Map.class, (_, run) -> run.runId())
                .start()
                .awaitEnded();
    }

    /** Takes memory until there is none. */
    private static int hoard() {
        List<byte[]> hoard = new ArrayList<>();
        while (hoard.size() < Integer.MAX_VALUE) {
            hoard.add(new byte[MEGABYTE]);
        }
        return hoard.size();
    }

    /** Hears that it should stop, and does not. */
    private static long turn() {
        long turns = 0;
        while (turns >= 0) {
            try {
                Thread.sleep(10);
                turns++;
            } catch (InterruptedException told) {
                turns = 0;
            }
        }
        return turns;
    }
}
