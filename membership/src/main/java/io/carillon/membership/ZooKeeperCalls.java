package io.carillon.membership;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.carillon.membership.Board.Note;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;

/** ZooKeeper's calls as futures. What a caller reckons with is a value, whatever else goes wrong a failure. */
final class ZooKeeperCalls {

    private static final int ANY_VERSION = -1;

    private final ZooKeeper keeper;
    private final List<ACL> rights;

    ZooKeeperCalls(ZooKeeper keeper, List<ACL> rights) {
        this.keeper = keeper;
        this.rights = rights;
    }

    /** What comes after this on the same connection sees all that was written before it. */
    CompletableFuture<Boolean> sync(String path) {
        var answer = new CompletableFuture<Boolean>();
        keeper.sync(path, (code, _, _) -> settle(answer, code, path, () -> true, false, Code.NONODE), null);
        return answer;
    }

    /** False where it is there. */
    CompletableFuture<Boolean> create(String path, byte[] bytes) {
        var answer = new CompletableFuture<Boolean>();
        keeper.create(
                path,
                bytes,
                rights,
                CreateMode.PERSISTENT,
                (code, _, _, _) -> settle(answer, code, path, () -> true, false, Code.NODEEXISTS),
                null);
        return answer;
    }

    /** False where it is gone or has another version. */
    CompletableFuture<Boolean> set(String path, byte[] bytes, int version) {
        var answer = new CompletableFuture<Boolean>();
        keeper.setData(
                path,
                bytes,
                version,
                (code, _, _, _) -> settle(answer, code, path, () -> true, false, Code.NONODE, Code.BADVERSION),
                null);
        return answer;
    }

    /** False where it is gone. */
    CompletableFuture<Boolean> delete(String path) {
        var answer = new CompletableFuture<Boolean>();
        keeper.delete(
                path, ANY_VERSION, (code, _, _) -> settle(answer, code, path, () -> true, false, Code.NONODE), null);
        return answer;
    }

    CompletableFuture<List<String>> children(String path) {
        var answer = new CompletableFuture<List<String>>();
        keeper.getChildren(
                path,
                false,
                (code, _, _, names) -> settle(answer, code, path, () -> names, List.of(), Code.NONODE),
                null);
        return answer;
    }

    CompletableFuture<Optional<Note>> read(String path) {
        var answer = new CompletableFuture<Optional<Note>>();
        keeper.getData(
                path,
                false,
                (code, _, _, bytes, stat) -> settle(
                        answer,
                        code,
                        path,
                        () -> Optional.of(new Note(new String(bytes, UTF_8), stat.getVersion())),
                        Optional.empty(),
                        Code.NONODE),
                null);
        return answer;
    }

    private static <T> void settle(
            CompletableFuture<T> answer, int number, String path, Supplier<T> value, T otherwise, Code... expected) {
        Code code = Code.get(number);
        if (code == Code.OK) {
            answer.complete(value.get());
        } else if (Set.of(expected).contains(code)) {
            answer.complete(otherwise);
        } else {
            answer.completeExceptionally(KeeperException.create(code, path));
        }
    }
}
