package io.carillon.worker;

import io.carillon.worker.core.Limits;
import io.carillon.worker.core.Load;
import io.carillon.worker.core.Moment;
import io.carillon.worker.core.OutcomeFitter;
import io.carillon.worker.core.Servers;
import io.carillon.worker.core.WorkerCore;
import io.carillon.worker.core.WorkerEvent;
import io.carillon.worker.core.WorkerProfile;
import io.carillon.worker.declare.DeclarationShipper;
import io.carillon.worker.declare.JobDeclaration;
import io.carillon.worker.declare.JobDeclarations;
import io.carillon.worker.declare.Sync;
import io.carillon.worker.log.LogLimits;
import io.carillon.worker.log.LogShipper;
import io.carillon.worker.log.capture.LogCapture;
import io.carillon.worker.save.SaveLimits;
import io.carillon.worker.save.SaveShipper;
import io.carillon.worker.shard.ShardAsker;
import io.carillon.worker.task.Codec;
import io.carillon.worker.task.GatherHandler;
import io.carillon.worker.task.Handler;
import io.carillon.worker.task.MapHandler;
import io.carillon.worker.task.TaskType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what a worker is to be, then starts it. Mistakes are reported by {@link #start()} or earlier, never later. */
public final class WorkerBuilder {

    private static final Pattern HANDLER_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9])?");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");
    private static final Duration MIN_CHECKPOINT_EVERY = Duration.ofMillis(100);
    private static final Duration MAX_CHECKPOINT_EVERY = Duration.ofHours(1);
    private static final int MAX_HOST_LENGTH = 40;
    private static final int SUFFIX_LENGTH = 8;

    private final List<Function<Codec, TaskType>> tasks = new ArrayList<>();
    private final TreeMap<String, String> labels = new TreeMap<>();
    private final List<JobDeclaration> jobs = new ArrayList<>();
    private Limits limits = Limits.DEFAULT;
    private SaveLimits saveLimits = SaveLimits.DEFAULT;
    private Supplier<String> ids = () -> UUID.randomUUID().toString();
    private InstantSource clock = InstantSource.system();
    private Ticker ticker = new SystemTicker();
    private RandomGenerator random = RandomGenerator.getDefault();
    private int slots = 16;
    private boolean captureLogging = true;
    private List<String> servers = List.of();
    private boolean discover = true;
    private @Nullable String token;
    private @Nullable String app;
    private @Nullable WorkerTls tls;
    private @Nullable String workerId;
    private @Nullable Codec codec;
    private @Nullable Sync sync;
    private @Nullable Long edition;

    WorkerBuilder() {}

    /** The gRPC address of a node, {@code host:9090}, or of several with commas between them. They name the others. */
    public WorkerBuilder server(String hostAndPort) {
        servers = Stream.of(hostAndPort.split(",", -1))
                .map(each -> ServerAddress.parse(each.strip()).toString())
                .distinct()
                .toList();
        return this;
    }

    /**
     * Whether the nodes that others name are dialled too; true if not given. Where nodes can't be reached at the addresses that they
     * advertise, all of them are to be given instead.
     */
    public WorkerBuilder discover(boolean others) {
        discover = others;
        return this;
    }

    public WorkerBuilder token(String bearerToken) {
        if (!TOKEN.matcher(bearerToken).matches()) {
            throw new IllegalArgumentException("a token is made of visible ASCII characters; this one is not");
        }
        token = bearerToken;
        return this;
    }

    /** Speaks TLS; in the clear, if not given. */
    public WorkerBuilder tls(WorkerTls files) {
        tls = files;
        return this;
    }

    /** The pool of workers to belong to. */
    public WorkerBuilder app(String name) {
        app = name;
        return this;
    }

    /** Must be unique in the cluster. If not given, it is made from the app, the host's name and a random part. */
    public WorkerBuilder workerId(String id) {
        workerId = id;
        return this;
    }

    /** How many attempts may run at once; 16 if not given. */
    public WorkerBuilder slots(int count) {
        slots = count;
        return this;
    }

    /** A fact about this worker, for routing and for people. */
    public WorkerBuilder label(String name, String value) {
        labels.put(name, value);
        return this;
    }

    /** Runs the jobs whose task is {@code {type: handler, handler: NAME}}. */
    public <P> WorkerBuilder handler(String name, Class<P> paramsType, Handler<P> handler) {
        return handler(name, json -> new HandlerTask<>(name, paramsType, handler, json));
    }

    /** Runs them by splitting each into a shard for each of the items that the handler finds. */
    public <P, I> WorkerBuilder handler(String name, Class<P> paramsType, Class<I> itemType, MapHandler<P, I> handler) {
        return handler(name, json -> MapTask.of(name, paramsType, itemType, handler, json));
    }

    /** Runs them by splitting each into a shard for each of the items that the handler finds, and gathers what these come to. */
    public <P, I, R> WorkerBuilder handler(
            String name, Class<P> paramsType, Class<I> itemType, Class<R> resultType, GatherHandler<P, I, R> handler) {
        return handler(name, json -> MapTask.of(name, paramsType, itemType, resultType, handler, json));
    }

    private WorkerBuilder handler(String name, Function<Codec, TaskType> task) {
        if (!HANDLER_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "handler \"" + name + "\" is not 1 to 128 letters, digits, '-', '_' or '.',"
                            + " beginning and ending with a letter or digit");
        }
        tasks.add(task);
        return this;
    }

    /** Runs the jobs whose task has this type. */
    public WorkerBuilder task(TaskType type) {
        tasks.add(json -> type);
        return this;
    }

    public WorkerBuilder tasks(Iterable<? extends TaskType> types) {
        types.forEach(this::task);
        return this;
    }

    /** Declares a job of one of the handlers: it appears on the server by itself. */
    public WorkerBuilder job(JobDeclaration declaration) {
        jobs.add(declaration);
        return this;
    }

    /**
     * What is done to declared jobs that are on the server already; {@link Sync#CREATE} if not given. Said to a worker without jobs it
     * declares that there are none.
     */
    public WorkerBuilder sync(Sync chosen) {
        sync = chosen;
        return this;
    }

    /**
     * Orders the versions of the code that declares: what one with a lower number says of a job no longer counts. The instant of the
     * start in milliseconds, if not given.
     */
    public WorkerBuilder edition(long number) {
        edition = number;
        return this;
    }

    /** How params and results of handlers are read and written; Jackson, if not given. */
    public WorkerBuilder codec(Codec jsonCodec) {
        codec = jsonCodec;
        return this;
    }

    /** The largest result that an attempt may have, in bytes of JSON; 256 KiB if not given. */
    public WorkerBuilder maxResultBytes(int bytes) {
        if (bytes < 0 || bytes > Limits.MAX_RESULT_BYTES) {
            throw new IllegalArgumentException(
                    "a result limit of " + bytes + " bytes is not between 0 and " + Limits.MAX_RESULT_BYTES);
        }
        limits = limits.withResultBytes(bytes);
        return this;
    }

    /** How long it is at least from one checkpoint of an attempt that is sent to the next; 5 s if not given. */
    public WorkerBuilder checkpointEvery(Duration span) {
        if (span.compareTo(MIN_CHECKPOINT_EVERY) < 0 || span.compareTo(MAX_CHECKPOINT_EVERY) > 0) {
            throw new IllegalArgumentException("checkpoints every " + span + ": not between " + MIN_CHECKPOINT_EVERY
                    + " and " + MAX_CHECKPOINT_EVERY);
        }
        saveLimits = saveLimits.withCheckpointEvery(span);
        return this;
    }

    /**
     * Whether what runs log by ordinary means, with Logback or {@code java.util.logging}, is kept in their logs; it is, if not said
     * otherwise. What they say by their {@link io.carillon.worker.task.JobContext} is in any case.
     */
    public WorkerBuilder captureLogging(boolean wanted) {
        captureLogging = wanted;
        return this;
    }

    /** Where boot ids and the random part of worker ids come from. */
    public WorkerBuilder ids(Supplier<String> source) {
        ids = source;
        return this;
    }

    public WorkerBuilder clock(InstantSource wallTime) {
        clock = wallTime;
        return this;
    }

    public WorkerBuilder ticker(Ticker elapsedTime) {
        ticker = elapsedTime;
        return this;
    }

    /** What spreads the reconnects of many workers. */
    public WorkerBuilder random(RandomGenerator source) {
        random = source;
        return this;
    }

    /** Begins to dial, and returns without waiting for an answer. */
    public Worker start() {
        var json = codec();
        var types = typesByName(json);
        var declarations = new DeclarationShipper(declarations(types));
        var profile = profile(types);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("a worker needs: server");
        }
        var dialer = new GrpcDialer(required("token", token), checked(tls));
        var mailbox = new WorkerLoop.Mailbox(new LinkedBlockingQueue<>(), new Lifecycle(), declarations);
        var logLimits = LogLimits.DEFAULT.within(Runtime.getRuntime().maxMemory());
        var beside = beside(profile, json, logLimits, mailbox.inbox(), Patience.REAL);
        var runner = runner(types, TaskThreads.open(), mailbox.inbox(), beside);
        var core = new WorkerCore(profile, new Servers(servers, discover), limits, random, new MachineLoad());
        var loop = new WorkerLoop(core, present(), dialer, runner, beside, mailbox);
        capture();
        var thread = new Thread(loop, "carillon-worker-" + profile.workerId());
        thread.setDaemon(true);
        thread.start();
        return new Worker(profile.workerId(), mailbox);
    }

    /** The same worker for whoever turns it himself: it needs no server and no token, and tells nothing of its machine. */
    public TurnedWorker turned(TurnedWorker.Surroundings within) {
        var json = codec();
        var types = typesByName(json);
        var declarations = new DeclarationShipper(declarations(types));
        var profile = profile(types);
        var mailbox = new WorkerLoop.Mailbox(TurnedWorker.inbox(within.stirred()), new Lifecycle(), declarations);
        var beside = beside(profile, json, LogLimits.DEFAULT, mailbox.inbox(), within.patience());
        var runner = runner(types, within.threads(), mailbox.inbox(), beside);
        var node = new Servers(List.of(TurnedWorker.THE_NODE), false);
        var core = new WorkerCore(profile, node, limits, random, () -> Load.NOT_TOLD);
        capture();
        var loop = new WorkerLoop(core, present(), within.dialer(), runner, beside, mailbox);
        return new TurnedWorker(mailbox.inbox(), loop);
    }

    private TaskRunner.Beside beside(
            WorkerProfile profile, Codec json, LogLimits logLimits, Queue<WorkerEvent> inbox, Patience patience) {
        Runnable wake = () -> inbox.add(new WorkerEvent.TimePassed());
        return new TaskRunner.Beside(
                new LogShipper(logLimits, wake),
                new SaveShipper(saveLimits, wake),
                new Callbacks(profile.workerId()),
                new ShardAsker(wake),
                json,
                clock,
                patience);
    }

    private TaskRunner runner(
            NavigableMap<String, TaskType> types,
            ExecutorService threads,
            Queue<WorkerEvent> inbox,
            TaskRunner.Beside beside) {
        return new TaskRunner(types, threads, new OutcomeFitter(limits), inbox::add, beside);
    }

    private void capture() {
        if (captureLogging) {
            LogCapture.begin();
        }
    }

    private Codec codec() {
        return codec == null ? new JacksonCodec() : codec;
    }

    private JobDeclarations declarations(NavigableMap<String, TaskType> types) {
        long number = edition == null ? clock.instant().toEpochMilli() : edition;
        var declarations = new JobDeclarations(jobs, number, sync);
        declarations.check(types.keySet());
        return declarations;
    }

    private NavigableMap<String, TaskType> typesByName(Codec json) {
        var types = new TreeMap<String, TaskType>();
        for (var task : tasks) {
            var type = task.apply(json);
            if (types.put(type.type(), type) != null) {
                throw new IllegalArgumentException("two task types are named \"" + type.type() + "\"");
            }
        }
        return types;
    }

    private WorkerProfile profile(NavigableMap<String, TaskType> types) {
        var name = required("app", app);
        var id = workerId != null ? workerId : name + "-" + hostName() + "-" + suffix();
        return new WorkerProfile(id, ids.get(), name, slots, types.navigableKeySet(), labels);
    }

    private Supplier<Moment> present() {
        var wall = clock;
        var elapsed = ticker;
        return () -> new Moment(wall.instant(), elapsed.elapsed());
    }

    private String suffix() {
        var id = ids.get();
        return id.substring(0, Math.min(SUFFIX_LENGTH, id.length()));
    }

    private static String hostName() {
        try {
            var name = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9-]+", "-");
            return name.substring(0, Math.min(MAX_HOST_LENGTH, name.length()));
        } catch (UnknownHostException nameless) {
            return "host";
        }
    }

    /** A file that can't be used is better known now than with the first dial. */
    private static @Nullable WorkerTls checked(@Nullable WorkerTls files) {
        if (files != null) {
            files.credentials();
        }
        return files;
    }

    private static <T> T required(String what, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("a worker needs: " + what);
        }
        return value;
    }
}
