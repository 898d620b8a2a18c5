package io.carillon.spring;

import io.carillon.worker.Worker;
import io.carillon.worker.WorkerBuilder;
import io.carillon.worker.WorkerTls;
import io.carillon.worker.task.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.StringUtils;

/** The application as a worker: dials when all beans are there, and leaves before any of them goes. */
public final class CarillonWorker implements SmartInitializingSingleton, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(CarillonWorker.class);

    /** A worker that gives up on what runs needs some time to say so. */
    private static final Duration TO_SAY_SO = Duration.ofSeconds(3);

    private final ConfigurableListableBeanFactory beans;
    private final Surroundings surroundings;
    private List<JobMethods.Found> found = List.of();
    private volatile @Nullable Worker worker;
    private volatile boolean running;

    CarillonWorker(ConfigurableListableBeanFactory beans, Surroundings surroundings) {
        this.beans = beans;
        this.surroundings = surroundings;
    }

    /**
     * What the application has for its worker.
     *
     * @param name the application's, or null if it has none
     * @param codec how it reads and writes JSON; null if it has no way of its own
     * @param observers who observes the attempts of so many slots
     * @param shutdownPhase how long Spring waits for a part of an application that is being stopped
     */
    record Surroundings(
            CarillonWorkerProperties properties,
            @Nullable String name,
            @Nullable Codec codec,
            IntFunction<AttemptObserver> observers,
            Duration shutdownPhase) {}

    /** The worker; empty while the context is not started, and where no method does the work of a job. */
    public Optional<Worker> worker() {
        return Optional.ofNullable(worker);
    }

    /** Mistakes in annotations are told before anything is started. */
    @Override
    public void afterSingletonsInstantiated() {
        found = JobMethods.in(beans);
    }

    @Override
    public void start() {
        running = true;
        if (found.isEmpty()) {
            LOG.info("event=no-jobs reason=\"no bean has a method with @CarillonJob; this application is no worker\"");
            return;
        }
        worker = builder().start();
    }

    @Override
    public void stop() {
        Worker leaving = worker;
        try {
            if (leaving != null) {
                Duration patience = surroundings.shutdownPhase().minus(TO_SAY_SO);
                leaving.drain(patience.isNegative() ? Duration.ZERO : patience);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            worker = null;
            running = false;
        }
    }

    @Override
    public void stop(Runnable callback) {
        new Thread(
                        () -> {
                            try {
                                stop();
                            } finally {
                                callback.run();
                            }
                        },
                        "carillon-drain")
                .start();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private WorkerBuilder builder() {
        CarillonWorkerProperties properties = surroundings.properties();
        var builder = Worker.builder()
                .server(properties.server())
                .app(app(properties))
                .token(token(properties))
                .slots(properties.slots())
                .sync(properties.sync())
                .captureLogging(properties.captureLogging());
        properties.labels().forEach(builder::label);
        given(properties.id(), builder::workerId);
        given(properties.edition(), builder::edition);
        given(properties.maxResultBytes(), builder::maxResultBytes);
        given(properties.checkpointEvery(), builder::checkpointEvery);
        given(surroundings.codec(), builder::codec);
        given(tls(properties.tls()), builder::tls);
        AttemptObserver observer = surroundings.observers().apply(properties.slots());
        found.forEach(each -> add(each, observer, builder));
        return builder;
    }

    @SuppressWarnings("unchecked") // What is read as the method's own type is handed to that method.
    private static void add(JobMethods.Found found, AttemptObserver observer, WorkerBuilder builder) {
        String name = found.job().handler();
        var type = (Class<Object>) found.method().paramsType();
        builder.handler(name, type, new ObservedHandler(name, found.method(), observer));
        builder.job(found.job());
    }

    private static <T> void given(@Nullable T value, Consumer<T> use) {
        if (value != null) {
            use.accept(value);
        }
    }

    private String app(CarillonWorkerProperties properties) {
        String app = StringUtils.hasText(properties.app()) ? properties.app() : surroundings.name();
        if (!StringUtils.hasText(app)) {
            throw new IllegalStateException("a worker belongs to an app: set carillon.worker.app");
        }
        return app;
    }

    private static String token(CarillonWorkerProperties properties) {
        String token = properties.token();
        Path file = properties.tokenFile();
        if (token != null && !token.isBlank() && file == null) {
            return token;
        }
        if ((token != null && !token.isBlank()) || file == null) {
            throw new IllegalStateException(
                    "a worker shows a token: set either carillon.worker.token or carillon.worker.token-file");
        }
        try {
            return Files.readString(file).trim();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("carillon.worker.token-file can't be read", unreadable);
        }
    }

    private static @Nullable WorkerTls tls(CarillonWorkerProperties.Tls tls) {
        boolean wanted = tls.enabled() || tls.ca() != null || tls.cert() != null || tls.key() != null;
        return wanted ? new WorkerTls(tls.ca(), tls.cert(), tls.key()) : null;
    }
}
