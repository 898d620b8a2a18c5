package io.carillon.worker.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Shares the slots of a worker out among its nodes: never more than there are, and none lies idle at one node for long while runs wait
 * at another. Nodes at which runs wait have equal shares; what they don't need is spread evenly, so that the next run of any node finds
 * a slot there. A slot that becomes free goes to whoever has least of what it should have; one that lies idle elsewhere is taken back
 * only for a node that would have none.
 */
final class SlotShares {

    private static final Comparator<SlotShare> WORST_OFF = Comparator.comparing(
                    (SlotShare share) -> share.waiting() == 0)
            .thenComparingInt(SlotShare::unused)
            .thenComparingLong(SlotShare::turn);

    private final int slots;
    private long turns;

    SlotShares(int slots) {
        this.slots = slots;
    }

    /** @param occupied how many slots are taken by tasks */
    void balance(List<SlotShare> shares, int occupied) {
        if (shares.isEmpty()) {
            return;
        }
        int unused = shares.stream().mapToInt(SlotShare::unused).sum();
        Map<SlotShare, Integer> aims = aims(shares, slots - occupied);
        grant(shares, aims, slots - occupied - unused);
        takeBack(shares, aims);
    }

    private void grant(List<SlotShare> shares, Map<SlotShare, Integer> aims, int free) {
        int left = free;
        for (var share : shares.stream().sorted(WORST_OFF).toList()) {
            int more = Math.min(left, aim(aims, share) - share.unused());
            if (more > 0 && !share.isSettling()) {
                share.grant(more, ++turns);
                left -= more;
            }
        }
    }

    private static void takeBack(List<SlotShare> shares, Map<SlotShare, Integer> aims) {
        int lacking = 0;
        for (var share : shares) {
            boolean hungry = share.waiting() > 0 || share.unused() == 0;
            lacking += hungry ? Math.max(0, aim(aims, share) - share.unused()) : 0;
            lacking -= share.returning();
        }
        for (var share : shares) {
            int some = Math.min(lacking, share.unused() - aim(aims, share));
            if (some > 0 && !share.isSettling()) {
                share.takeBack(some);
                lacking -= some;
            }
        }
    }

    /** How many attempts each should be able to send, of what is not occupied. Nothing moves that need not. */
    private static Map<SlotShare, Integer> aims(List<SlotShare> shares, int available) {
        var order = new ArrayList<>(shares);
        order.sort(Comparator.comparingInt((SlotShare share) -> -share.unused()).thenComparingLong(SlotShare::turn));
        var aims = new IdentityHashMap<SlotShare, Integer>();
        int rest = spread(order, Math.max(0, available), SlotShare::waiting, aims);
        spread(order, rest, share -> Integer.MAX_VALUE, aims);
        return aims;
    }

    /** Gives equal parts to those who may have more; answers with what is left when nobody may. */
    private static int spread(
            List<SlotShare> order, int amount, ToIntFunction<SlotShare> most, Map<SlotShare, Integer> aims) {
        int left = amount;
        var open = new ArrayList<>(order);
        open.removeIf(share -> aim(aims, share) >= most.applyAsInt(share));
        while (left > 0 && !open.isEmpty()) {
            int each = Math.max(1, left / open.size());
            for (var share : open) {
                int more = Math.min(Math.min(each, left), most.applyAsInt(share) - aim(aims, share));
                aims.put(share, aim(aims, share) + more);
                left -= more;
            }
            open.removeIf(share -> aim(aims, share) >= most.applyAsInt(share));
        }
        return left;
    }

    private static int aim(Map<SlotShare, Integer> aims, SlotShare share) {
        return aims.getOrDefault(share, 0);
    }
}
