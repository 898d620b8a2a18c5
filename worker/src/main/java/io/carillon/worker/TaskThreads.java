package io.carillon.worker;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The threads that tasks run on: virtual where the JVM has them, since 21, else a cached pool. */
final class TaskThreads {

    private TaskThreads() {}

    static ExecutorService open() {
        try {
            return (ExecutorService) virtualThreads().invokeExact();
        } catch (Throwable unavailable) {
            // A MethodHandle may throw anything; whatever it is, platform threads do the same work.
            return platformThreads();
        }
    }

    static ExecutorService platformThreads() {
        return Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "carillon-task");
            thread.setDaemon(true);
            return thread;
        });
    }

    private static MethodHandle virtualThreads() throws ReflectiveOperationException {
        return MethodHandles.publicLookup()
                .findStatic(
                        Executors.class,
                        "newVirtualThreadPerTaskExecutor",
                        MethodType.methodType(ExecutorService.class));
    }
}
