package io.carillon.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {

    private static final Instant NOW = Instant.parse("2027-03-01T10:20:30.456Z");

    @Test
    void an_id_tells_its_partition_and_when_it_was_made() {
        for (int number = 0; number < Partition.MAX_COUNT; number++) {
            var partition = new Partition(number);

            var id = new RunId(new IdSequence(partition, 0).next(NOW));

            assertThat(id.partition()).isEqualTo(partition);
            assertThat(id.madeAt()).isEqualTo(NOW);
        }
    }

    @Test
    void ids_of_one_moment_spread_over_a_hash_table() {
        var buckets = new HashSet<Integer>();
        for (int number = 0; number < 64; number++) {
            var ids = new IdSequence(new Partition(number), 0);
            for (int i = 0; i < 16; i++) {
                buckets.add(new RunId(ids.next(NOW)).hashCode() & 1023);
            }
        }

        assertThat(buckets).hasSizeGreaterThan(1024 / 2);
    }

    @Test
    void the_text_of_an_id_reads_back_and_sorts_like_the_id() {
        var random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            var one = new RunId(1 + random.nextLong(Long.MAX_VALUE - 1));
            var other = new RunId(1 + random.nextLong(Long.MAX_VALUE - 1));

            assertThat(RunId.parse(one.toString())).contains(one);
            assertThat(JobId.parse(one.toString())).contains(new JobId(one.value()));
            assertThat(Integer.signum(one.toString().compareTo(other.toString())))
                    .isEqualTo(Integer.signum(one.compareTo(other)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0000000000000",
                "000000000000",
                "00000000000001",
                "000000000000u",
                "000000000000l",
                "000000000000A",
                "8000000000000",
                "zzzzzzzzzzzzz",
                "000000000000-",
                "００００００００００００1"
            })
    void what_is_no_id_is_read_as_none(String text) {
        assertThat(RunId.parse(text)).isEmpty();
    }

    @Test
    void the_largest_id_has_a_text_too() {
        var largest = new RunId(Long.MAX_VALUE);

        assertThat(largest.toString()).isEqualTo("7zzzzzzzzzzzz");
        assertThat(RunId.parse("7zzzzzzzzzzzz")).contains(largest);
    }

    @Test
    void an_id_is_positive() {
        assertThatIllegalArgumentException().isThrownBy(() -> new RunId(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new JobId(-1));
    }

    @Test
    void ids_rise_whatever_the_clock_does() {
        var random = new Random(11);
        var ids = new IdSequence(new Partition(3), 0);
        var now = NOW;
        long last = 0;

        for (int i = 0; i < 50_000; i++) {
            now = now.plusMillis(random.nextInt(100) == 0 ? random.nextInt(-100_000, 100_000) : random.nextInt(2));
            long next = ids.next(now);
            assertThat(next).isGreaterThan(last);
            assertThat(new RunId(next).partition()).isEqualTo(new Partition(3));
            last = next;
        }
    }

    @Test
    void more_ids_than_a_millisecond_has_borrow_from_the_next() {
        var ids = new IdSequence(new Partition(1023), 0);
        var seen = new HashSet<Long>();

        for (int i = 0; i < 10_000; i++) {
            seen.add(ids.next(NOW));
        }

        assertThat(seen).hasSize(10_000);
        assertThat(new RunId(ids.last()).madeAt()).isEqualTo(NOW.plusMillis(2));
        assertThat(new RunId(ids.last()).partition()).isEqualTo(new Partition(1023));
    }

    @Test
    void a_new_owner_goes_on_from_the_last_id_even_if_its_clock_is_behind() {
        var former = new IdSequence(new Partition(5), 0);
        former.next(NOW);

        var id = new IdSequence(new Partition(5), former.last()).next(NOW.minusSeconds(3_600));

        assertThat(id).isEqualTo(former.last() + 1);
    }

    @Test
    void a_clock_before_the_origin_still_makes_valid_ids() {
        var ids = new IdSequence(new Partition(0), 0);

        var made = new ArrayList<Long>();
        for (int i = 0; i < 3; i++) {
            made.add(ids.next(Instant.EPOCH));
        }

        assertThat(made).containsExactly(1L, 2L, 3L);
    }

    @Test
    void jobs_spread_over_all_partitions() {
        var counts = new int[256];
        for (int i = 0; i < 25_600; i++) {
            counts[Partition.of(JobKey.of("default", "job-" + i), 256).number()]++;
        }

        assertThat(Arrays.stream(counts).boxed()).allMatch(count -> count > 50 && count < 170);
    }
}
