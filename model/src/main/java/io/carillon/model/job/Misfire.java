package io.carillon.model.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What happens to fires that were missed because no scheduler was there.
 *
 * @param max how many are caught up at most under {@link Policy#FIRE_ALL}
 * @param within fires missed by more than this are skipped whatever the policy says; null is no bound
 */
public record Misfire(Policy policy, int max, @Nullable Duration within) {

    public static final int DEFAULT_MAX = 100;

    public static final Misfire DEFAULT = new Misfire(Policy.FIRE_ONCE, DEFAULT_MAX, null);

    /** Which of the missed fires run. */
    public enum Policy {
        /** The latest; the others are recorded as skipped. */
        FIRE_ONCE,
        /** Each, up to the limit. */
        FIRE_ALL,
        /** None; all are recorded as skipped. */
        SKIP
    }
}
