package io.carillon.chaos;

import io.carillon.client.CarillonClient;
import io.carillon.client.Page;
import io.carillon.client.RunFilter;
import io.carillon.client.RunView;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A job that fires by the second, and its records compared with the seconds that there were. */
record EverySecond(String job, Instant created) {

    static EverySecond create(CarillonClient client, String name, String task) {
        return new EverySecond(
                name, new Jobs(client).create(name, """
                {"triggers": [{"cron": "* * * * * ?"}], "task": %s, "misfire": {"policy": "fireAll", "max": 100000},
                 "retry": {"maxAttempts": 100, "initial": "100ms", "max": "1s"}}""".formatted(task)).createdAt());
    }

    /** All records through an instant. */
    List<RunView> records(CarillonClient client, Instant end) {
        RunFilter ofJob = RunFilter.ofJob(new JobName(job));
        return Page.<RunView>collect(
                        Integer.MAX_VALUE,
                        cursor -> client.runs(Namespace.DEFAULT).list(ofJob, cursor, Page.MAX_LIMIT))
                .items()
                .stream()
                .filter(run -> !run.times().scheduledAt().isAfter(end))
                .toList();
    }

    /** What is wrong with the records through an instant: each second since the job was made has one, and each has ended. */
    List<String> problems(List<RunView> records, Instant end) {
        var problems = new ArrayList<String>();
        Map<Instant, List<RunView>> bySecond = records.stream()
                .collect(Collectors.groupingBy(run -> run.times().scheduledAt(), TreeMap::new, Collectors.toList()));
        Instant second = created.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        while (!second.isAfter(end)) {
            List<RunView> here = bySecond.getOrDefault(second, List.of());
            bySecond.remove(second);
            if (here.size() != 1) {
                problems.add(job + " " + second + " has " + here.size() + " records");
            }
            for (RunView run : here) {
                if (!run.state().isFinal()) {
                    problems.add(
                            job + " " + second + " is stuck: " + run.document().text());
                }
            }
            second = second.plusSeconds(1);
        }
        bySecond.keySet().forEach(extra -> problems.add(job + " " + extra + " was never due"));
        return problems;
    }

    /** The fires among records that have begun. */
    static Stream<Fire> fires(List<RunView> records) {
        return records.stream()
                .flatMap(run -> Stream.ofNullable(run.times().startedAt())
                        .map(began -> new Fire(run.times().scheduledAt(), began)));
    }

    /** When something was due, and when it began. */
    record Fire(Instant due, Instant began) {

        Duration late() {
            return Duration.between(due, began);
        }
    }
}
