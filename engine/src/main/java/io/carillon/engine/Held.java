package io.carillon.engine;

import io.carillon.model.Partition;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An effect that is held back until each of some batches is durable. It never leaves if something that it rests on turns out never to
 * be; whoever asked is told so, once.
 */
final class Held {

    private final @Nullable Partition partition;
    private final Effect effect;
    private int awaited;
    private boolean refused;

    /** @param partition what it says something about; if that is lost by then, it never leaves */
    Held(@Nullable Partition partition, Effect effect) {
        this.partition = partition;
        this.effect = effect;
    }

    Effect effect() {
        return effect;
    }

    /** One more batch has to be durable. */
    void await() {
        awaited++;
    }

    boolean isAbout(Partition lost) {
        return lost.equals(partition);
    }

    /**
     * Whether a write of a partition, or of none, bears it. What is to be read of no partition in particular is read whatever becomes
     * of a write: somebody waits for it.
     */
    boolean restsOnWritesOf(@Nullable Partition of) {
        return partition == null ? effect instanceof Effect.Answer : partition.equals(of);
    }

    /** One of its batches is durable but for some partitions; leaves if that was the last one. */
    void arrive(Set<Partition> fencedOut, List<Effect> leaving) {
        if (partition != null && fencedOut.contains(partition)) {
            refuse(Reply.notOwner(partition), leaving);
        } else if (--awaited == 0 && !refused) {
            leaving.add(effect);
        }
    }

    /** What becomes of one of its batches nobody will know: whoever asks about a partition that is given up with it hears nothing. */
    void abandon(Predicate<Partition> gone, List<Effect> leaving) {
        if (partition != null && gone.test(partition)) {
            refused = true;
        } else {
            arrive(Set.of(), leaving);
        }
    }

    /** What an attempt wanted saved never will be, which its worker has to know: it would ask for it again and again. */
    void refuse(Write.Save save, String reason, List<Effect> told) {
        if (!refused && effect instanceof Effect.AcknowledgeSaving ack && isOf(save, ack.saving())) {
            told.add(new Effect.AcknowledgeSaving(
                    ack.session(), ack.saving(), false, "the database refuses to keep it: " + reason));
            refused = true;
        }
    }

    private static boolean isOf(Write.Save save, Report.Saving saving) {
        return save.run().equals(saving.run())
                && save.by().equals(saving.token())
                && save.entry().step().equals(saving.entry().step());
    }

    void refuse(Reply.Refused reply, List<Effect> told) {
        if (!refused && effect instanceof Effect.Answer answer) {
            told.add(new Effect.Answer(answer.id(), reply));
        }
        refused = true;
    }
}
