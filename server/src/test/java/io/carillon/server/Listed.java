package io.carillon.server;

import io.carillon.model.json.Json;
import java.util.List;

/** What the lists of a cluster say. */
final class Listed {

    private static final int PARTITIONS = 256;

    private Listed() {}

    static List<Json> items(TestingServer.Answer answer) {
        return ((Json.Arr) answer.json().get("items").orElseThrow()).items();
    }

    static String text(Json item, String member) {
        return ((Json.Str) ((Json.Obj) item).get(member).orElseThrow()).value();
    }

    /** Whether, by the list of nodes, each has its share of the partitions and none is on its way from one to another. */
    static boolean isShared(TestingServer.Answer nodes) {
        List<Integer> owned = owned(nodes);
        return owned.stream().allMatch(count -> count > 0)
                && owned.stream().mapToInt(Integer::intValue).sum() == PARTITIONS;
    }

    private static List<Integer> owned(TestingServer.Answer nodes) {
        return items(nodes).stream()
                .map(item -> ((Json.Num) ((Json.Obj) item).get("partitions").orElseThrow())
                        .value()
                        .intValue())
                .toList();
    }
}
