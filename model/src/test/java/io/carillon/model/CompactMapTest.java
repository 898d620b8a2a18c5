package io.carillon.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactMapTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 8, 9, 100})
    void a_copy_is_equal_to_its_map_and_keeps_its_order(int size) {
        Map<String, Integer> map = descending(size);

        Map<String, Integer> copy = CompactMap.copyOf(map);

        assertThat(copy).isEqualTo(map).hasSameHashCodeAs(map);
        assertThat(map).isEqualTo(copy);
        assertThat(copy.keySet()).containsExactlyElementsOf(map.keySet());
        map.forEach((key, value) -> assertThat(copy.get(key)).isEqualTo(value));
        assertThat(copy.get("nobody")).isNull();
        assertThat(copy.containsKey("nobody")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 8, 9, 100})
    void a_sorted_copy_is_in_the_order_of_its_keys_even_of_a_copy_that_is_not(int size) {
        Map<String, Integer> unsorted = CompactMap.copyOf(descending(size));

        Map<String, Integer> sorted = CompactMap.sortedCopyOf(unsorted);

        assertThat(sorted).isEqualTo(unsorted);
        assertThat(sorted.keySet()).containsExactlyElementsOf(new TreeMap<>(unsorted).keySet());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9})
    void a_copy_does_not_change(int size) {
        Map<String, Integer> map = descending(size);
        Map<String, Integer> copy = CompactMap.copyOf(map);

        map.clear();

        assertThat(copy).hasSize(size);
        assertThatThrownBy(() -> copy.put("a", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(copy::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> copy.entrySet().iterator().next().setValue(7))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8})
    void a_copy_of_a_copy_is_the_same_object(int size) {
        Map<String, Integer> copy = CompactMap.copyOf(descending(size));
        Map<String, Integer> sorted = CompactMap.sortedCopyOf(descending(size));

        assertThat(CompactMap.copyOf(copy)).isSameAs(copy);
        assertThat(CompactMap.sortedCopyOf(sorted)).isSameAs(sorted);
    }

    private static Map<String, Integer> descending(int size) {
        var map = new LinkedHashMap<String, Integer>();
        for (int i = size; i > 0; i--) {
            map.put("key" + i, i);
        }
        return map;
    }
}
