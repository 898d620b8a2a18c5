package io.carillon.gateway.feed;

import io.carillon.engine.Reply;
import io.carillon.gateway.BatchLimits;
import io.carillon.gateway.Refusals;
import io.carillon.model.NodeId;
import io.carillon.model.Problem;
import io.carillon.model.RunId;
import io.carillon.protocol.v1.Mistake;
import io.carillon.protocol.v1.feed.FeedWire;
import java.util.List;

/** What a node says to a client that feeds it. */
public final class FeedAnswers {

    private static final int CONTENT_TOO_LARGE = 413;

    private FeedAnswers() {}

    /**
     * What a stream begins with.
     *
     * @param batches how many of a stream may be under way
     */
    public static FeedWire.Answered welcome(NodeId node, int batches) {
        return FeedWire.Answered.newBuilder()
                .setWelcome(FeedWire.Welcome.newBuilder()
                        .setNodeId(node.value())
                        .setBatches(batches)
                        .setBatchRuns(BatchLimits.MAX_RUNS)
                        .setBatchBytes(BatchLimits.MAX_BYTES))
                .build();
    }

    static FeedWire.Answered of(long number, Reply reply) {
        return switch (reply) {
            case Reply.RunsMade(var runs) -> taken(number, runs);
            case Reply.Refused refused
            when Refusals.mayTakeEffect(refused) -> unknown(number, refused.code(), refused.message());
            case Reply.Refused refused -> refused(number, refused);
            default -> throw new IllegalStateException("a batch was answered by " + reply);
        };
    }

    private static FeedWire.Answered taken(long number, List<RunId> runs) {
        var taken = FeedWire.Taken.newBuilder().setNumber(number);
        runs.forEach(run -> taken.addRunIds(run.value()));
        return FeedWire.Answered.newBuilder().setTaken(taken).build();
    }

    private static FeedWire.Answered refused(long number, Reply.Refused refused) {
        var told = FeedWire.Refused.newBuilder()
                .setNumber(number)
                .setStatus(Refusals.status(refused.kind()))
                .setCode(refused.code())
                .setDetail(refused.message());
        refused.problems().forEach(problem -> told.addMistakes(mistake(problem)));
        return FeedWire.Answered.newBuilder().setRefused(told).build();
    }

    private static Mistake mistake(Problem problem) {
        return Mistake.newBuilder()
                .setPointer(problem.pointer())
                .setCode(problem.code())
                .setMessage(problem.message())
                .build();
    }

    /** The batch has more bytes than one may have. */
    static FeedWire.Answered tooLarge(long number) {
        return FeedWire.Answered.newBuilder()
                .setRefused(FeedWire.Refused.newBuilder()
                        .setNumber(number)
                        .setStatus(CONTENT_TOO_LARGE)
                        .setCode("body-too-large")
                        .setDetail("a batch has at most " + BatchLimits.MAX_BYTES + " bytes"))
                .build();
    }

    /** Nobody knows whether the batch takes effect. */
    public static FeedWire.Answered unknown(long number, String code, String detail) {
        return FeedWire.Answered.newBuilder()
                .setUnknown(FeedWire.Unknown.newBuilder()
                        .setNumber(number)
                        .setCode(code)
                        .setDetail(detail))
                .build();
    }
}
