package io.carillon.starter.boot4;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.json.Json;
import io.carillon.spring.CarillonWorkerProperties;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** What an editor knows of the settings. */
class SettingsTest {

    @Test
    void every_setting_is_described_and_no_other() throws IOException {
        Map<String, Boolean> described = new TreeMap<>();
        for (Json property : ((Json.Arr) metadata().get("properties").orElseThrow()).items()) {
            var members = ((Json.Obj) property).members();
            described.put(
                    ((Json.Str) Objects.requireNonNull(members.get("name"))).value(),
                    members.containsKey("description"));
        }

        assertThat(described.keySet())
                .containsExactlyInAnyOrderElementsOf(settings("carillon.worker", CarillonWorkerProperties.class));
        assertThat(described).doesNotContainValue(false);
    }

    /** Ours, be it in a jar or not: Spring Boot has files of that name too. */
    private static Json.Obj metadata() throws IOException {
        String ours = CarillonWorkerProperties.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        URL file = Collections.list(
                        SettingsTest.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))
                .stream()
                .filter(each -> each.getPath().contains(ours))
                .findFirst()
                .orElseThrow();
        try (InputStream in = file.openStream()) {
            return (Json.Obj) Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static List<String> settings(String prefix, Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .flatMap(each -> settings(prefix, each))
                .toList();
    }

    private static Stream<String> settings(String prefix, RecordComponent component) {
        String name =
                prefix + "." + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return component.getType().isRecord()
                ? settings(name, component.getType()).stream()
                : Stream.of(ConfigurationPropertyName.of(name).toString());
    }
}
