package io.carillon.worker.core;

import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.WorkerFrame;
import java.time.Instant;

/** Something that the worker's shell shall do. */
public sealed interface Effect {

    void applyTo(Shell shell);

    /** Open a stream to the node at this address, known by this number from now on. */
    record Dial(int link, String address) implements Effect {
        @Override
        public void applyTo(Shell shell) {
            shell.dial(this);
        }
    }

    record Send(int link, WorkerFrame frame) implements Effect {
        @Override
        public void applyTo(Shell shell) {
            shell.send(this);
        }
    }

    /** End the stream and the connection beneath it; politely, where the node is to see that the worker meant to leave. */
    record HangUp(int link, boolean politely) implements Effect {
        @Override
        public void applyTo(Shell shell) {
            shell.hangUp(this);
        }
    }

    record RunTask(AttemptKey attempt, Assignment assignment, Instant startedAt) implements Effect {
        @Override
        public void applyTo(Shell shell) {
            shell.run(this);
        }
    }

    /** Tell the task to stop. It may take its time, or never do so. */
    record StopTask(AttemptKey attempt) implements Effect {
        @Override
        public void applyTo(Shell shell) {
            shell.stop(this);
        }
    }

    /** Let people and metrics know. */
    record Announce(Notice notice) implements Effect {
        @Override
        public void applyTo(Shell shell) {
            shell.announce(this);
        }
    }

    /** The worker is done: nothing comes after this. */
    record End(Ending ending) implements Effect {
        @Override
        public void applyTo(Shell shell) {
            shell.end(this);
        }
    }

    /** Whatever carries effects out. A new effect breaks the build of everyone who does. */
    interface Shell {

        void dial(Dial effect);

        void send(Send effect);

        void hangUp(HangUp effect);

        void run(RunTask effect);

        void stop(StopTask effect);

        void announce(Announce effect);

        void end(End effect);
    }
}
