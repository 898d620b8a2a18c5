package io.carillon.chaos.check;

import java.util.List;
import java.util.Set;

/**
 * What there is to know about a job to judge its runs.
 *
 * @param ends the states that its runs may end in
 * @param max how many of its runs may be at work at once; 0 where there is no limit
 * @param shards how many parts each of its runs has
 * @param prompt whether nothing but a fault keeps its fires from beginning on time
 */
public record JobFacts(String name, Set<String> ends, int max, int shards, boolean prompt, List<Stretch> stretches) {

    public JobFacts {
        ends = Set.copyOf(ends);
        stretches = List.copyOf(stretches);
    }
}
