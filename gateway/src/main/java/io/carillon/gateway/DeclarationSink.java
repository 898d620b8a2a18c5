package io.carillon.gateway;

import io.carillon.engine.SessionId;
import io.carillon.model.AppName;
import io.carillon.model.JobKey;
import io.carillon.model.Problem;
import io.carillon.model.job.Declaration;
import io.carillon.model.job.Difference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where goes what workers' code declares. Whoever takes it answers when all of it is decided, once for each delivery. */
public interface DeclarationSink {

    /** How many bytes of fields a frame may hold; 0 where declarations are not taken. */
    int frameBytes();

    /** Takes all that the code of a worker declares, in the place of what it declared before, and returns at once. */
    void take(SessionId worker, AppName app, List<Declared> declared, Answer answer);

    /** A worker is gone, and declares nothing any more. */
    void left(SessionId worker);

    /**
     * One declaration.
     *
     * @param key the job; null if its name is none
     * @param said null if it is wrong in itself
     * @param problems what is wrong with it
     */
    record Declared(@Nullable JobKey key, @Nullable Declaration said, List<Problem> problems) {

        public Declared {
            problems = List.copyOf(problems);
        }
    }

    /** What became of one declaration. */
    sealed interface Outcome {

        record Created() implements Outcome {}

        /** The job stays as it is. */
        record Kept(List<Difference> differences) implements Outcome {}

        /** Later code has spoken about the job: it stays as it is. */
        record Outdated(List<Difference> differences) implements Outcome {}

        record Updated(List<Difference> differences) implements Outcome {}

        record Refused(String code, String message, List<Problem> problems) implements Outcome {}

        /** Nothing is decided. */
        record Later(String code, String message) implements Outcome {}
    }

    /** How a worker hears what became of its declarations. */
    @FunctionalInterface
    interface Answer {

        /** One outcome for each declaration, in their order. */
        void decided(List<Outcome> outcomes);
    }

    /** Takes nothing. */
    DeclarationSink NONE = new DeclarationSink() {

        @Override
        public int frameBytes() {
            return 0;
        }

        @Override
        public void take(SessionId worker, AppName app, List<Declared> declared, Answer answer) {}

        @Override
        public void left(SessionId worker) {}
    };
}
