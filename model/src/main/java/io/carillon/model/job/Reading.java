package io.carillon.model.job;

import io.carillon.model.Problem;
import java.util.List;

/** What reading a document gave: the value, or everything that is wrong with it. */
public sealed interface Reading<T> {

    record Valid<T>(T value) implements Reading<T> {}

    record Invalid<T>(List<Problem> problems) implements Reading<T> {

        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
