package io.carillon.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BoardAddressTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            zookeeper://a                         | zookeeper://a:2181/carillon
            zookeeper://a,b:2182,[::1]/x/y-1      | zookeeper://a:2181,b:2182,[::1]:2181/x/y-1
            zookeepers://a/                       | zookeepers://a:2281/carillon
            etcd://10.0.0.1, 10.0.0.2:4001        | etcd://10.0.0.1:2379,10.0.0.2:4001/carillon
            etcds://etcd.example.com              | etcds://etcd.example.com:2379/carillon
            redis://cache/prod.eu                 | redis://cache:6379/prod.eu
            rediss://cache:6380                   | rediss://cache:6380/carillon
            """)
    void what_is_not_said_is_usual(String said, String meant) {
        assertThat(BoardAddress.parse(said)).hasToString(meant);
        assertThat(BoardAddress.parse(meant)).isEqualTo(BoardAddress.parse(said));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "zookeper://a",
                "zookeeper",
                "zookeeper://",
                "zookeeper://a,,b",
                "zookeeper://a:0",
                "zookeeper://a:65536",
                "zookeeper://a:port",
                "etcd://a?timeout=5",
                "etcd://a/../b",
                "etcd://a//b",
                "redis://a,b",
                "http://a",
                "Redis://a"
            })
    void what_is_none_is_refused(String said) {
        assertThatIllegalArgumentException().isThrownBy(() -> BoardAddress.parse(said));
    }

    @Test
    void a_typing_error_is_told_with_what_is_known() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BoardAddress.parse("zookeper://a"))
                .withMessageContaining("'zookeper'")
                .withMessageContaining("zookeeper://host:2181/path")
                .withMessageContaining("'database'");
    }

    /** The message goes to a log. */
    @Test
    void a_password_in_it_is_refused_and_not_repeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BoardAddress.parse("redis://:hush@cache"))
                .withMessageNotContaining("hush");
    }
}
