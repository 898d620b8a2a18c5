package io.carillon.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three clients lie in the distribution; a node pays for the one that it was told to use. */
@Timeout(120)
final class OnlyWhatIsChosenTest {

    private static final Map<String, List<String>> CLIENTS = Map.of(
            "zookeeper", List.of("org.apache.zookeeper."),
            "etcd", List.of("io.etcd."),
            "redis", List.of("io.lettuce.", "reactor."));

    /** Opens a board of the kind that is named, and closes it; or none at all. */
    public static void main(String[] addresses) {
        for (String address : addresses) {
            BoardMembership.board(BoardAddress.parse(address), BoardAccess.OPEN).close();
        }
    }

    @Test
    void opening_one_kind_loads_nothing_of_the_others() throws Exception {
        for (String chosen : List.of("zookeeper", "etcd", "redis")) {
            String loaded = loaded(chosen + "://127.0.0.1");

            CLIENTS.forEach((kind, packages) -> packages.forEach(name -> assertThat(loaded.contains(" " + name))
                    .as("%s when %s is chosen", name, chosen)
                    .isEqualTo(kind.equals(chosen))));
        }
    }

    private static String loaded(String address) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OnlyWhatIsChosenTest.class.getName(),
                        address)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said.lines().filter(line -> line.contains("source:")).collect(Collectors.joining("\n"));
    }
}
