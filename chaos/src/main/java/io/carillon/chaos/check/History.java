package io.carillon.chaos.check;

import io.carillon.chaos.fault.Injected;
import io.carillon.chaos.witness.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All that is known when it is over: what should have been, what the record says, what the workers wrote down, what was broken. */
public record History(
        List<JobFacts> jobs, List<Recorded> runs, List<Entry> witness, List<Request> requests, List<Injected> faults) {

    public History {
        jobs = List.copyOf(jobs);
        runs = List.copyOf(runs);
        witness = List.copyOf(witness);
        requests = List.copyOf(requests);
        faults = List.copyOf(faults);
    }

    Map<String, JobFacts> jobsByName() {
        return jobs.stream().collect(Collectors.toMap(JobFacts::name, Function.identity()));
    }

    /** A run that is listed twice is one; that its fire has one record is asked elsewhere. */
    Map<String, Recorded> runsById() {
        var byId = new HashMap<String, Recorded>();
        runs.forEach(run -> byId.put(run.id(), run));
        return byId;
    }

    List<Attempt> attempts() {
        return Attempt.of(witness);
    }
}
