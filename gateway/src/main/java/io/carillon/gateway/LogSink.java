package io.carillon.gateway;

import io.carillon.engine.log.LogBlock;
import java.time.Duration;
import java.util.List;

/** Where what runs have said goes. Called by several threads, and never for long: what there is no room for is to come again. */
public interface LogSink {

    /** A node that keeps no logs. */
    LogSink NONE = new LogSink() {
        @Override
        public int frameBytes() {
            return 0;
        }

        @Override
        public void take(Delivery delivery, Answer answer) {
            answer.kept();
        }

        @Override
        public void refused() {}
    };

    /** How many bytes of lines a worker may send together; 0 if it should send none. */
    int frameBytes();

    /** Takes what a worker has sent, and answers now or later, once. */
    void take(Delivery delivery, Answer answer);

    /** Somebody sent what makes no sense. */
    void refused();

    /**
     * What came together.
     *
     * @param bytes how large it is
     * @param leftOut how many lines workers have left out before these
     */
    record Delivery(List<LogBlock> blocks, int bytes, long leftOut) {

        public Delivery {
            blocks = List.copyOf(blocks);
        }
    }

    /** Tells the worker; may be called by any thread. */
    interface Answer {

        /** It is durable. */
        void kept();

        /** It is not, and may come again after a while. */
        void notNow(Duration wait);
    }
}
