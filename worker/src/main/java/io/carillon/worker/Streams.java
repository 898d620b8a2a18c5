package io.carillon.worker;

import io.carillon.protocol.v1.Welcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The open streams to the nodes. One of them, whichever has been welcome for longest, serves for what any node will do. */
final class Streams {

    private final Map<Integer, Stream> byLink = new LinkedHashMap<>();

    private static final class Stream {

        private final NodeLink link;
        private @Nullable Welcome welcome;

        private Stream(NodeLink link) {
            this.link = link;
        }
    }

    void opened(int number, NodeLink link) {
        byLink.put(number, new Stream(link));
    }

    /** Also one that has been lost already can be removed. */
    Optional<NodeLink> remove(int number) {
        return Optional.ofNullable(byLink.remove(number)).map(stream -> stream.link);
    }

    Optional<NodeLink> find(int number) {
        return Optional.ofNullable(byLink.get(number)).map(stream -> stream.link);
    }

    void welcomed(int number, Welcome welcome) {
        var stream = byLink.remove(number);
        if (stream != null) {
            stream.welcome = welcome;
            byLink.put(number, stream);
        }
    }

    List<Integer> numbers() {
        return List.copyOf(byLink.keySet());
    }

    /** The stream for what any node will do; 0 if none has been welcomed. */
    int chief() {
        for (var entry : byLink.entrySet()) {
            if (entry.getValue().welcome != null) {
                return entry.getKey();
            }
        }
        return 0;
    }

    Optional<Welcome> welcome(int number) {
        return Optional.ofNullable(byLink.get(number)).map(stream -> stream.welcome);
    }

    boolean isReady(int number) {
        return find(number).map(NodeLink::isReady).orElse(false);
    }
}
