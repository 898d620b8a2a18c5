package io.carillon.engine.testing;

import io.carillon.engine.PurgeSlice;
import io.carillon.engine.log.LogBlock;
import io.carillon.engine.log.LogLimits;
import io.carillon.engine.log.LogPosition;
import io.carillon.engine.log.LogQuery;
import io.carillon.engine.log.LogStore;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lines in memory. */
public final class TestingLogStore implements LogStore {

    private static final Duration DAY = Duration.ofDays(1);

    private final List<Kept> kept = new ArrayList<>();

    private record Kept(long day, LogBlock block) {

        boolean isOf(long otherDay, RunId run, Token token) {
            return day == otherDay && block.run().equals(run) && block.token().equals(token);
        }
    }

    @Override
    public synchronized void append(List<LogBlock> blocks, LogLimits limits, Instant present) {
        long day = dayOf(present);
        for (LogBlock block : blocks) {
            boolean known = kept.stream()
                    .anyMatch(each -> each.isOf(day, block.run(), block.token())
                            && each.block().start() == block.start());
            if (!known) {
                kept.add(new Kept(day, block));
            }
        }
        blocks.stream().filter(limits::isCutDue).forEach(block -> cut(block, limits, day));
    }

    private void cut(LogBlock block, LogLimits limits, long day) {
        kept.removeIf(each -> each.isOf(day, block.run(), block.token())
                && !limits.isHead(each.block())
                && each.block().start() < limits.cutBefore(block));
    }

    @Override
    public synchronized List<LogBlock> read(LogQuery query, int limit) {
        return kept.stream()
                .map(Kept::block)
                .filter(block -> block.run().equals(query.run()))
                .filter(block -> query.attempt() == null || block.token().attempt() == query.attempt())
                .filter(block -> query.after() == null || isFrom(query.after(), block))
                .sorted(Comparator.comparing(LogBlock::position))
                .limit(limit)
                .toList();
    }

    private static boolean isFrom(LogPosition place, LogBlock block) {
        return block.position().compareTo(new LogPosition(place.token(), place.start(), 0)) >= 0;
    }

    /** Does away with whole days. */
    public synchronized void purge(PurgeSlice slice) {
        Instant before = slice.logsBefore();
        if (before != null) {
            kept.removeIf(each -> each.day() < dayOf(before));
        }
    }

    private static long dayOf(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), DAY.toSeconds());
    }
}
