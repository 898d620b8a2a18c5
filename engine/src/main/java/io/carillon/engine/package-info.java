/**
 * The deterministic core: {@link io.carillon.engine.Core#step} turns (state, event, now) into (state, effects).
 *
 * <p>It starts no thread, opens no socket, reads no clock and draws no randomness of its own; the shell does these and feeds what
 * happens back in as events. One core owns a set of partitions, and everything that changes them goes through its steps, one at a
 * time: there is nothing to lock and no race to reason about.
 *
 * <p><b>Nothing leaves before its commit.</b> A step changes memory at once and appends writes to the open batch of their partition's
 * lane. An effect that tells somebody about a write is held until the batch with that write is durable; an effect about rows that are durable already,
 * such as handing out a run that was planned seconds ago, leaves at once. While one batch of a lane is being committed the next one fills,
 * so batches grow with the load by themselves.
 *
 * <p><b>A fire is written before it is due.</b> The {@code Planner} inserts the runs of (watermark, now + horizon] and moves the
 * watermark in one fenced batch. When the instant comes, the {@code TimingWheel} releases a run that is on disk already.
 *
 * <p><b>A partition is owned when all its jobs are known.</b> A take-over raises its epoch, so that nobody else can write there; the
 * jobs are read after that, while the core goes on, and in {@code Arrivals} the partition waits for the last of them. Until it is
 * opened the core does as if it were another's: nothing is planned, and no command is taken.
 *
 * <p><b>After a take-over</b> a run whose instant has passed may be on a worker: nobody wrote down that it was handed out,
 * because that write would cost every healthy run a third of its price. So such a run waits a moment for a worker to claim it,
 * and its next hand-out is written down before it leaves: a job that kills its process each time still runs out of attempts.
 */
@NullMarked
package io.carillon.engine;

import org.jspecify.annotations.NullMarked;
