package io.carillon.server.rest;

import io.carillon.engine.Catalog;
import io.carillon.engine.Command;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.WorkerLoad;
import io.carillon.gateway.WorkerView;
import io.carillon.gateway.answer.WhyAnswer;
import io.carillon.model.AppName;
import io.carillon.model.NodeId;
import io.carillon.model.json.Json;
import io.carillon.server.node.Node;
import java.time.InstantSource;
import java.util.TreeMap;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who is there: workers, nodes, partitions, apps. */
@RestController
@RequestMapping("/api/v1")
class ClusterController {

    private final Catalog catalog;
    private final Node node;
    private final Owner owner;
    private final InstantSource clock;

    ClusterController(Catalog catalog, Node node, Owner owner, InstantSource clock) {
        this.catalog = catalog;
        this.node = node;
        this.owner = owner;
        this.clock = clock;
    }

    @GetMapping("/workers")
    ResponseEntity<String> workers() {
        try {
            return Answers.ok(Answers.items(
                    node.workers().stream().map(ClusterController::document).toList()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new ApiException(HttpStatus.SERVICE_UNAVAILABLE, "stopping", "this node is stopping; ask another");
        }
    }

    @GetMapping("/nodes")
    ResponseEntity<String> nodes() {
        var answer = new NodeAnswer(catalog.partitions(), clock.instant());
        return Answers.ok(Json.object()
                .put(
                        "items",
                        Json.array(node.nodes().stream().map(answer::document).toList()))
                .put("membership", node.listedAt())
                .build());
    }

    @GetMapping("/partitions")
    ResponseEntity<String> partitions() {
        return Answers.ok(Answers.items(
                catalog.partitions().stream().map(ClusterController::document).toList()));
    }

    @GetMapping("/apps")
    ResponseEntity<String> apps() {
        return Answers.ok(Answers.items(
                catalog.apps().stream().map(ClusterController::document).toList()));
    }

    /** Makes an app known before its first worker connects, so that its jobs can be saved. */
    @PutMapping("/apps/{app}")
    ResponseEntity<String> declare(@PathVariable String app) {
        AppName name = Answers.named("app", app, AppName::new);
        owner.ask(new Command.DeclareApp(name));
        return Answers.ok(document(name));
    }

    private static Json.Obj document(AppName app) {
        return Json.object().put("name", app.value()).build();
    }

    private static Json.Obj document(WorkerView worker) {
        var labels = Json.object();
        new TreeMap<>(worker.facts().labels()).forEach(labels::put);
        return Json.object()
                .put("id", worker.facts().id().value())
                .put("app", worker.facts().app().value())
                .put("slots", worker.facts().slots())
                .put("running", worker.running())
                .put("state", worker.draining() ? "draining" : "connected")
                .put("load", document(worker.load()))
                .put("labels", labels.build())
                .put(
                        "taskTypes",
                        Json.array(worker.facts().capabilities().stream()
                                .sorted()
                                .map(Json::of)
                                .toList()))
                .put("connectedAt", worker.connectedAt().toString())
                .build();
    }

    /** What the worker does not tell is left out. */
    private static Json.Obj document(WorkerLoad load) {
        var out = Json.object();
        put(out, "cpu", load.cpu());
        put(out, "memory", load.memory());
        put(out, "io", load.io());
        return out.build();
    }

    private static void put(Json.ObjectBuilder out, String name, int permille) {
        if (permille != WorkerLoad.NOT_TOLD) {
            out.put(name, WhyAnswer.percent(permille));
        }
    }

    private static Json.Obj document(PartitionStatus partition) {
        NodeId owner = partition.owner();
        return Json.object()
                .put("partition", partition.partition().number())
                .put("owner", owner == null ? Json.Null.VALUE : Json.of(owner.value()))
                .put("epoch", partition.epoch().number())
                .put("watermark", partition.watermark().toString())
                .build();
    }
}
