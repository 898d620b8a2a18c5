package io.carillon.tasks;

import static io.carillon.tasks.TestingRun.perform;
import static io.carillon.tasks.TestingRun.result;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plugins in jars that the test compiles itself. */
class TaskPluginsTest {

    /** A plugin with one type, which answers with the value of an expression. */
    private static final String SOURCE = """
            package own;

            import io.carillon.worker.task.*;
            import java.util.*;

            public final class Plugin implements TaskPlugin, TaskType {

                static int count;

                public Plugin() { %s }

                public String name() { return "Own"; }

                public String version() { return "1.2.3"; }

                public Collection<TaskType> taskTypes() { return List.of(this); }

                public String type() { return "%s"; }

                public TaskOutcome run(String settings, JobContext run) throws Exception {
                    return TaskOutcome.succeeded("{\\"answer\\":\\"" + (%s) + "\\"}");
                }
            }
            """;

    @TempDir
    private Path work;

    private TestingJar jars = new TestingJar(Path.of(""));

    @BeforeEach
    void make() throws IOException {
        jars = new TestingJar(Files.createDirectory(work.resolve("plugins")));
    }

    @Test
    void the_types_of_a_jar_run_like_any_other() throws Exception {
        var jar = jars.plugin("own", source("greet", "\"hello \" + run.job()"));

        var plugins = load();

        assertThat(plugins.refused()).isEmpty();
        assertThat(plugins.loaded()).singleElement().satisfies(plugin -> {
            assertThat(plugin.jar()).isEqualTo(jar);
            assertThat(plugin.name() + " " + plugin.version()).isEqualTo("Own 1.2.3");
        });
        assertThat(answer(plugins, "greet")).isEqualTo("hello nightly");
    }

    @Test
    void a_worker_takes_them_besides_the_built_in_ones() throws Exception {
        jars.plugin("own", source("greet", "1"));
        var builtIn = BuiltInTasks.all(TaskPolicy.closed());

        try (var worker = Worker.builder()
                .server("localhost:1")
                .token("not-a-secret-token")
                .app("dev")
                .workerId("w-1")
                .tasks(builtIn)
                .tasks(TaskPlugins.load(jars.directory(), builtIn).types())
                .start()) {
            assertThat(worker.workerId()).isEqualTo("w-1");
        }
    }

    @Test
    void two_plugins_with_classes_of_the_same_name_do_not_meet() throws Exception {
        jars.plugin("a", source("first", "++count"));
        jars.plugin("b", source("second", "++count"));

        var plugins = load();

        assertThat(answer(plugins, "first")).isEqualTo("1");
        assertThat(answer(plugins, "first")).isEqualTo("2");
        assertThat(answer(plugins, "second")).isEqualTo("1");
    }

    @Test
    void a_plugin_sees_none_of_the_workers_libraries() throws Exception {
        jars.plugin("own", source("look", "Class.forName(settings)"));
        var look = load().types().getFirst();

        assertThat(result(look.run("org.slf4j.Logger", TestingRun.run())).toString())
                .contains("org.slf4j.Logger");
        for (var hidden : List.of(
                "tools.jackson.databind.JsonNode", "io.carillon.worker.Worker", "io.carillon.tasks.TaskPolicy")) {
            assertThat(Class.forName(hidden)).isNotNull();
            assertThatThrownBy(() -> look.run(hidden, TestingRun.run())).isInstanceOf(ClassNotFoundException.class);
        }
    }

    @Test
    void a_plugin_works_with_its_own_classes_around_it() throws Exception {
        jars.plugin(
                "own",
                source("look", "Thread.currentThread().getContextClassLoader() == Plugin.class.getClassLoader()"));
        var before = Thread.currentThread().getContextClassLoader();

        assertThat(answer(load(), "look")).isEqualTo("true");
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "if (true) throw new IllegalStateException(\"no licence\"); | fine | no licence",
                "if (true) throw new NoClassDefFoundError(\"no/Library\"); | fine | no/Library",
                "; | noop | there is a task type \"noop\" already",
                "; | no name | \"no name\" is no name for a task type"
            })
    void a_broken_plugin_is_named_and_takes_no_other_along(String constructor, String type, String reason)
            throws Exception {
        var broken = jars.plugin("b-broken", String.format(SOURCE, constructor, type, "0"));
        jars.plugin("a-good", source("first", "1"));
        jars.plugin("c-good", source("last", "2"));

        var plugins = load();

        assertThat(plugins.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.jar()).isEqualTo(broken);
            assertThat(refused.reason()).contains(reason);
        });
        assertThat(answer(plugins, "first")).isEqualTo("1");
        assertThat(answer(plugins, "last")).isEqualTo("2");
    }

    @Test
    void a_type_that_two_jars_have_is_the_first_ones() throws Exception {
        jars.plugin("a", source("greet", "\"a\""));
        var second = jars.plugin("b", source("greet", "\"b\""));

        var plugins = load();

        assertThat(answer(plugins, "greet")).isEqualTo("a");
        assertThat(plugins.refused()).extracting(TaskPlugins.Refused::jar).containsExactly(second);
    }

    @Test
    void what_is_no_plugin_is_refused_and_what_is_no_jar_is_not_looked_at() throws Exception {
        var noJar = Files.writeString(jars.directory().resolve("a.jar"), "not a jar");
        var noService = jars.jar("b", source("greet", "1"), "");
        var noClass = jars.jar("c", source("greet", "1"), "own.Missing");
        Files.writeString(jars.directory().resolve("README.txt"), "plugins go here");

        var plugins = load();

        assertThat(plugins.loaded()).isEmpty();
        assertThat(plugins.refused()).extracting(TaskPlugins.Refused::jar).containsExactly(noJar, noService, noClass);
        assertThat(plugins.refused().get(1).reason()).isEqualTo("it names no io.carillon.worker.task.TaskPlugin");
        assertThat(plugins.refused().get(2).reason()).contains("own.Missing");
    }

    @Test
    void a_directory_that_is_not_there_is_a_mistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskPlugins.load(work.resolve("none"), List.of()))
                .withMessageContaining("none");
    }

    private TaskPlugins load() {
        return TaskPlugins.load(jars.directory(), BuiltInTasks.all(TaskPolicy.closed()));
    }

    private static String answer(TaskPlugins plugins, String type) throws Exception {
        var task = plugins.types().stream()
                .filter(each -> each.type().equals(type))
                .findFirst()
                .orElseThrow();
        return result(perform(task, "{}")).get("answer").stringValue();
    }

    private static String source(String type, String answer) {
        return String.format(SOURCE, "", type, answer);
    }
}
