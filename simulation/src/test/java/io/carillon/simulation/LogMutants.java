package io.carillon.simulation;

import io.carillon.gateway.LogSink;
import java.time.Duration;

/** What is wrong about keeping what runs say. */
final class LogMutants {

    private LogMutants() {}

    /** Says that lines are kept as soon as they come. */
    static final class AcknowledgedTooSoon extends Variation {

        @Override
        NodeHabits habits(SimulatedNode node) {
            return new NodeHabits() {
                @Override
                public LogSink logsTo(LogSink logs) {
                    return new Hasty(logs);
                }
            };
        }
    }

    private record Hasty(LogSink logs) implements LogSink {

        @Override
        public int frameBytes() {
            return logs.frameBytes();
        }

        @Override
        public void take(Delivery delivery, Answer answer) {
            answer.kept();
            logs.take(delivery, new Unheard());
        }

        @Override
        public void refused() {
            logs.refused();
        }
    }

    private record Unheard() implements LogSink.Answer {

        @Override
        public void kept() {}

        @Override
        public void notNow(Duration wait) {}
    }
}
