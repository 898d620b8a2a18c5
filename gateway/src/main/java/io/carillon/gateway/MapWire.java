package io.carillon.gateway;

import com.google.protobuf.ByteString;
import io.carillon.engine.Report;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.job.Sharding;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.protocol.v1.AskShards;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Phase;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.ShardPage;
import io.carillon.protocol.v1.ShardResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How it goes over the wire that a task splits its run, and what the parts have come to. */
final class MapWire {

    private static final int ITEMS_BYTES = 1024 * 1024;

    /** Of the text of results, of which a character may be three bytes; a worker takes frames of sixteen times that. */
    private static final int PAGE_BYTES = 1024 * 1024;

    private MapWire() {}

    static Phase phase(Run run) {
        if (run.cause() instanceof Cause.Shard) {
            return Phase.PHASE_SHARD;
        }
        return run.gathers() ? Phase.PHASE_GATHER : Phase.PHASE_UNSPECIFIED;
    }

    /** What is more than a run may have, or no JSON, is the attempt's failure: another one would find the same. */
    static Report.OfState mapped(Result result, RunId run, Token token, Duration ran) {
        int bytes = result.getItemsJsonList().asByteStringList().stream()
                .mapToInt(ByteString::size)
                .sum();
        if (result.getItemsJsonCount() > Sharding.MAX_MAPPED) {
            String tooMany = result.getItemsJsonCount() + " shards; a run has at most " + Sharding.MAX_MAPPED;
            return failed(run, token, ran, RunError.TOO_MANY_SHARDS, tooMany);
        }
        if (bytes > ITEMS_BYTES) {
            String tooLarge = "the items have " + bytes + " bytes; at most " + ITEMS_BYTES + " are taken";
            return failed(run, token, ran, "ITEMS_TOO_LARGE", tooLarge);
        }
        var items = new ArrayList<Json.Obj>();
        for (String text : result.getItemsJsonList()) {
            Optional<Json.Obj> item = object(text);
            if (item.isEmpty()) {
                String which = "item " + items.size() + " is no JSON object, which alone can override params";
                return failed(run, token, ran, "ITEM_NOT_AN_OBJECT", which);
            }
            items.add(item.get());
        }
        return new Report.Mapped(run, token, ran, items, result.getGathers());
    }

    /** As many of these as a frame holds, in their order, up to the first that has not succeeded. */
    static NodeFrame page(AskShards asked, List<Run> shards) {
        var page = ShardPage.newBuilder().setAttempt(asked.getAttempt()).setFirst(asked.getFirst());
        int bytes = 0;
        for (Run shard : shards) {
            if (!(shard.cause() instanceof Cause.Shard part) || !(shard.state() instanceof RunState.Succeeded done)) {
                break;
            }
            String json = done.result() == null ? "" : done.result().text();
            bytes += json.length();
            if (bytes > PAGE_BYTES && page.getResultsCount() > 0) {
                break;
            }
            page.addResults(ShardResult.newBuilder().setIndex(part.index()).setResultJson(json));
        }
        return NodeFrame.newBuilder().setShardPage(page).build();
    }

    static NodeFrame notNow(AskShards asked, Duration wait) {
        return NodeFrame.newBuilder()
                .setShardPage(ShardPage.newBuilder()
                        .setAttempt(asked.getAttempt())
                        .setFirst(asked.getFirst())
                        .setRetryAfterMillis((int) Math.max(1, wait.toMillis())))
                .build();
    }

    private static Optional<Json.Obj> object(String text) {
        try {
            return Json.parse(text) instanceof Json.Obj object ? Optional.of(object) : Optional.empty();
        } catch (JsonException malformed) {
            return Optional.empty();
        }
    }

    private static Report.OfState failed(RunId run, Token token, Duration ran, String code, String message) {
        return new Report.Failed(run, token, ran, new RunError(code, message), false);
    }
}
