package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.ForNumbers.AtLeast;
import io.carillon.engine.ForNumbers.Between;
import io.carillon.model.job.Routing;
import io.carillon.model.job.Routing.Strategy;
import io.carillon.model.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** To whom runs go by each strategy, and what changes when a worker leaves or comes, whatever their numbers. */
class RoutingTest {

    @ForNumbers
    void round_robin_gives_each_job_an_even_share_of_every_worker(
            @Between(least = 1, most = 20) int workers,
            @Between(least = 1, most = 5) int jobs,
            @Between(most = 60) int rounds) {
        var pool = Pool.of(workers);
        var went = new ArrayList<List<String>>();
        for (int job = 0; job < jobs; job++) {
            went.add(new ArrayList<>());
        }

        for (int i = 0; i < rounds * jobs; i++) {
            went.get(i % jobs).addAll(pool.route(1, Pool.job(i % jobs, by(Strategy.ROUND_ROBIN))));
        }

        assertThat(went)
                .allSatisfy(ofJob -> assertThat(spread(pool.counts(ofJob))).isLessThanOrEqualTo(1));
    }

    @ForNumbers
    void round_robin_goes_on_evenly_among_those_who_stay(
            @Between(least = 2, most = 20) int workers,
            @Between(most = 40) int before,
            @Between(most = 100) int after,
            @Between(most = 19) int leaving) {
        var pool = Pool.of(workers);
        var job = Pool.job(0, by(Strategy.ROUND_ROBIN));
        pool.route(before, job);
        pool.leave(Pool.name(leaving % workers));

        assertThat(spread(pool.counts(pool.route(after, job)))).isLessThanOrEqualTo(1);
    }

    @ForNumbers
    void random_gives_every_worker_about_the_same(@Between(least = 1, most = 10) int workers) {
        var pool = Pool.of(workers);

        Map<String, Integer> counts = pool.counts(pool.route(500 * workers, Pool.job(0, by(Strategy.RANDOM))));

        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(350, 650));
    }

    @ForNumbers
    void random_moves_no_run_but_those_of_the_worker_that_left(
            @Between(least = 2, most = 20) int workers, @Between(most = 19) int leaving) {
        var job = Pool.job(0, by(Strategy.RANDOM));
        String left = Pool.name(leaving % workers);
        List<String> before = Pool.of(workers).route(200, job);
        var without = Pool.of(workers);
        without.leave(left);

        List<String> after = without.route(200, job);

        for (int i = 0; i < 200; i++) {
            if (!before.get(i).equals(left)) {
                assertThat(after.get(i)).isEqualTo(before.get(i));
            }
        }
    }

    @ForNumbers
    void the_first_gets_all_that_it_has_slots_for_and_then_the_next_in_order(
            @Between(least = 1, most = 10) int workers, @Between(least = 1, most = 5) int slots) {
        assertThat(filled(Strategy.FIRST, workers, slots)).isEqualTo(inOrder(workers, slots));
    }

    @ForNumbers
    void the_last_gets_all_that_it_has_slots_for_and_then_the_one_before_it(
            @Between(least = 1, most = 10) int workers, @Between(least = 1, most = 5) int slots) {
        List<String> expected = inOrder(workers, slots);
        Collections.reverse(expected);

        assertThat(filled(Strategy.LAST, workers, slots)).isEqualTo(expected);
    }

    @ForNumbers
    void when_the_first_or_the_last_leaves_its_neighbour_takes_everything_and_nobody_else_anything(
            @Between(least = 2, most = 20) int workers, boolean last) {
        var pool = Pool.of(workers);
        var job = Pool.job(0, by(last ? Strategy.LAST : Strategy.FIRST));
        String own = Pool.name(last ? workers - 1 : 0);
        String neighbour = Pool.name(last ? workers - 2 : 1);

        List<String> before = pool.route(20, job);
        pool.leave(own);
        List<String> after = pool.route(20, job);

        assertThat(before).containsOnly(own);
        assertThat(after).containsOnly(neighbour);
    }

    @ForNumbers
    void least_recently_used_comes_to_everybody_before_it_comes_to_anybody_again(
            @Between(least = 1, most = 20) int workers,
            @Between(most = 40) int before,
            @Between(most = 19) int leaving) {
        var pool = Pool.of(workers + 1);
        var job = Pool.job(0, by(Strategy.LEAST_RECENTLY_USED));
        pool.route(before, job);
        pool.leave(Pool.name(leaving % (workers + 1)));

        List<String> went = pool.route(5 * workers, job);

        for (int i = 0; i + workers <= went.size(); i++) {
            assertThat(new HashSet<>(went.subList(i, i + workers))).hasSize(workers);
        }
    }

    @ForNumbers
    void least_frequently_used_gives_everybody_the_same_and_does_not_flood_one_that_comes_later(
            @Between(least = 1, most = 20) int workers, @Between(least = 1, most = 50) int rounds) {
        var pool = Pool.of(workers);
        var job = Pool.job(0, by(Strategy.LEAST_FREQUENTLY_USED));

        Map<String, Integer> before = pool.counts(pool.route(rounds * workers, job));
        pool.join("late");
        Map<String, Integer> after = pool.counts(pool.route(rounds * (workers + 1), job));

        assertThat(before.values()).containsOnly(rounds);
        assertThat(spread(after)).isLessThanOrEqualTo(2);
    }

    @ForNumbers
    void least_frequently_used_owes_nobody_anything_when_a_worker_leaves(
            @Between(least = 2, most = 20) int workers,
            @Between(most = 60) int before,
            @Between(most = 19) int leaving) {
        var pool = Pool.of(workers);
        var job = Pool.job(0, by(Strategy.LEAST_FREQUENTLY_USED));
        pool.route(before, job);
        pool.leave(Pool.name(leaving % workers));

        assertThat(spread(pool.counts(pool.route(100, job)))).isLessThanOrEqualTo(2);
    }

    @ForNumbers
    void busy_over_goes_to_the_first_idle_one_and_else_to_nobody_with_more_to_do_than_another(
            @Between(least = 1, most = 20) int workers, @Between(least = 1, most = 100) int runs) {
        var pool = Pool.of(workers);
        var job = Pool.job(0, by(Strategy.BUSY_OVER));

        for (int i = 0; i < runs; i++) {
            assertThat(pool.handOut(pool.run(job)).facts().id().value()).isEqualTo(Pool.name(i % workers));
        }
    }

    @ForNumbers
    void least_loaded_leaves_nobody_with_more_free_slots_than_it_chose(
            @Between(least = 1, most = 30) List<Integer> slots, @Between(most = 50) int runs) {
        var pool = new Pool();
        for (int i = 0; i < slots.size(); i++) {
            pool.join(Pool.name(i), slots.get(i));
        }
        var job = Pool.job(0, by(Strategy.LEAST_LOADED));
        int room = slots.stream().mapToInt(Integer::intValue).sum();

        for (int i = 0; i < Math.min(runs, room); i++) {
            int most = pool.ids().stream()
                    .mapToInt(id -> pool.worker(id).freeSlots())
                    .max()
                    .orElse(0);
            assertThat(pool.handOut(pool.run(job)).freeSlots()).isEqualTo(most - 1);
        }
    }

    @ForNumbers
    void least_loaded_never_passes_over_a_worker_with_more_room(
            @AtLeast(1) @Between(least = 1, most = 30) List<Integer> slots,
            @Between(most = 1_000) int seed,
            @Between(least = 1, most = 50) int runs) {
        var chance = new Random(seed);
        var pool = new Pool();
        for (int i = 0; i < slots.size(); i++) {
            pool.join(Pool.name(i), slots.get(i)).becomeLoaded(load(chance));
        }
        var job = Pool.job(0, by(Strategy.LEAST_LOADED));
        int room = slots.stream().mapToInt(Integer::intValue).sum();

        for (int i = 0; i < Math.min(runs, room); i++) {
            long most = pool.ids().stream()
                    .mapToLong(id -> room(pool.worker(id)))
                    .max()
                    .orElse(0);
            LiveRun run = pool.run(job);
            WorkerEntry chosen = pool.handOut(run);
            chosen.release(run);
            assertThat(room(chosen)).isEqualTo(most);
            chosen.hold(run);
        }
    }

    @ForNumbers
    void least_loaded_gives_a_busier_machine_no_more_than_one_that_is_as_large_and_less_busy(
            @Between(most = 1_000) int cpu,
            @Between(most = 1_000) int memory,
            @Between(most = 1_000) int io,
            @Between(most = 500) int more) {
        var pool = new Pool();
        pool.join("a-busier", 20)
                .becomeLoaded(new WorkerLoad(
                        Math.min(1_000, cpu + more), Math.min(1_000, memory + more), Math.min(1_000, io + more)));
        pool.join("b-idler", 20).becomeLoaded(new WorkerLoad(cpu, memory, io));
        var job = Pool.job(0, by(Strategy.LEAST_LOADED));

        for (int i = 0; i < 20; i++) {
            pool.handOut(pool.run(job));
        }

        assertThat(pool.worker("a-busier").held()).isLessThanOrEqualTo(10);
    }

    @ForNumbers
    void consistent_hash_gives_every_worker_a_share_that_is_not_far_from_the_others(
            @Between(least = 1, most = 20) int workers) {
        var pool = Pool.of(workers);

        Map<String, Integer> counts = pool.counts(keyed(pool, 200 * workers));

        assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(100, 320));
    }

    @ForNumbers
    void consistent_hash_moves_the_keys_of_a_worker_that_left_and_no_others(
            @Between(least = 3, most = 20) int workers, @Between(most = 19) int leaving) {
        var pool = Pool.of(workers);
        String left = Pool.name(leaving % workers);
        List<String> before = keyed(pool, 1_000);
        pool.leave(left);

        List<String> after = keyed(pool, 1_000);

        var heirs = new HashSet<String>();
        for (int key = 0; key < 1_000; key++) {
            if (before.get(key).equals(left)) {
                heirs.add(after.get(key));
            } else {
                assertThat(after.get(key)).isEqualTo(before.get(key));
            }
        }
        assertThat(heirs).hasSizeGreaterThan(1).doesNotContain(left);
    }

    @ForNumbers
    void consistent_hash_moves_keys_to_a_worker_that_comes_and_to_no_other(@Between(least = 1, most = 20) int workers) {
        var pool = Pool.of(workers);
        List<String> before = keyed(pool, 1_000);
        pool.join("late");

        List<String> after = keyed(pool, 1_000);

        for (int key = 0; key < 1_000; key++) {
            assertThat(after.get(key)).isIn(before.get(key), "late");
        }
        assertThat(after).contains("late");
    }

    @ForNumbers
    void consistent_hash_that_does_not_wait_goes_on_to_others_only_while_its_worker_is_full(
            @Between(least = 2, most = 20) int workers, @Between(most = 1_000) int key) {
        var pool = new Pool();
        for (int i = 0; i < workers; i++) {
            pool.join(Pool.name(i), 1);
        }
        var job = Pool.job(0, Routing.byKey("key").whenFull(Routing.WhenFull.NEXT));
        Json.Obj params = Json.object().put("key", key).build();
        LiveRun holding = pool.run(job, params);
        WorkerEntry own = pool.handOut(holding);

        WorkerEntry next = pool.handOut(pool.run(job, params));
        own.release(holding);
        WorkerEntry again = pool.handOut(pool.run(job, params));

        assertThat(next).isNotEqualTo(own);
        assertThat(again).isEqualTo(own);
    }

    @ForNumbers
    void failover_gives_everything_to_the_first_that_is_there_and_moves_only_when_that_one_leaves(
            @Between(least = 2, most = 20) int workers, @Between(least = 1, most = 19) int leaving) {
        var pool = Pool.of(workers);
        var job = Pool.job(0, by(Strategy.FAILOVER));

        List<String> before = pool.route(20, job);
        pool.leave(Pool.name(1 + (leaving - 1) % (workers - 1)));
        List<String> withoutAnother = pool.route(20, job);
        pool.leave(Pool.name(0));

        assertThat(before).containsOnly(Pool.name(0));
        assertThat(withoutAnother).containsOnly(Pool.name(0));
        if (!pool.ids().isEmpty()) {
            assertThat(pool.route(20, job)).containsOnly(pool.ids().getFirst());
        }
    }

    private static List<String> keyed(Pool pool, int keys) {
        var job = Pool.job(0, Routing.byKey("key"));
        return pool.route(
                keys, key -> pool.run(job, Json.object().put("key", key).build()));
    }

    private static long room(WorkerEntry worker) {
        return (long) worker.freeSlots() * worker.load().room();
    }

    private static WorkerLoad load(Random chance) {
        return new WorkerLoad(chance.nextInt(-1, 1_001), chance.nextInt(-1, 1_001), chance.nextInt(-1, 1_001));
    }

    private static Routing by(Strategy strategy) {
        return Routing.by(strategy);
    }

    private static List<String> filled(Strategy strategy, int workers, int slots) {
        var pool = new Pool();
        for (int i = 0; i < workers; i++) {
            pool.join(Pool.name(i), slots);
        }
        var job = Pool.job(0, by(strategy));
        var went = new ArrayList<String>();
        for (int i = 0; i < workers * slots; i++) {
            went.add(pool.handOut(pool.run(job)).facts().id().value());
        }
        return went;
    }

    private static List<String> inOrder(int workers, int slots) {
        var order = new ArrayList<String>();
        for (int i = 0; i < workers; i++) {
            order.addAll(Collections.nCopies(slots, Pool.name(i)));
        }
        return order;
    }

    private static int spread(Map<String, Integer> counts) {
        return Collections.max(counts.values()) - Collections.min(counts.values());
    }
}
