package io.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class EntryTest {

    private static final int MANY = 2_000;

    private final Random random = new Random(3);

    @Test
    void keys_have_the_order_of_their_entries() throws UnreadableRowException {
        List<Entry> inOrder = some().sorted().toList();

        assertThat(inOrder.stream().map(Entry::key)).isSortedAccordingTo(Arrays::compareUnsigned);
        for (Entry entry : inOrder) {
            assertThat(Entry.ofKey(entry.key())).isEqualByComparingTo(entry);
        }
    }

    @Test
    void entries_by_id_come_before_those_of_any_group() {
        assertThat(some().filter(entry -> entry.group() != Entry.BY_ID))
                .allMatch(entry -> entry.compareTo(Entry.boundById(Long.MAX_VALUE)) > 0);
    }

    @Test
    void a_block_gives_back_what_was_put_into_it() throws UnreadableRowException {
        List<Entry> inOrder = some().sorted().toList();

        assertThat(EntryBlock.read(EntryBlock.write(inOrder))).containsExactlyElementsOf(inOrder);
        assertThat(EntryBlock.read(EntryBlock.write(List.of()))).isEmpty();
    }

    @Test
    void a_block_with_any_bit_wrong_is_refused() {
        byte[] sound = EntryBlock.write(some().limit(20).sorted().toList());

        for (int bit = 0; bit < sound.length * Byte.SIZE; bit++) {
            byte[] broken = sound.clone();
            broken[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThatThrownBy(() -> EntryBlock.read(broken)).isInstanceOf(UnreadableRowException.class);
        }
        assertThatThrownBy(() -> EntryBlock.read(new byte[3])).isInstanceOf(UnreadableRowException.class);
    }

    /** They stand in databases. */
    @Test
    void groups_never_change() {
        assertThat(Entry.group(Namespace.DEFAULT)).isEqualTo(0xd47084e0f7c5d5adL);
        assertThat(Entry.group(JobKey.of("default", "nightly"))).isEqualTo(0xbebccbb435d32c1dL);
    }

    private Stream<Entry> some() {
        return Stream.generate(() -> new Entry(
                        random.nextInt(4) == 0 ? Entry.BY_ID : random.nextLong(),
                        random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(100) - 50,
                        random.nextLong(1, Long.MAX_VALUE),
                        random.nextInt(1_000)))
                .limit(MANY);
    }
}
