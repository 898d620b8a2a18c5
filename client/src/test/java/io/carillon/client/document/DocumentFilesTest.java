package io.carillon.client.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentFilesTest {

    @TempDir
    private Path directory;

    @Test
    void a_directory_is_read_in_the_order_of_its_names_without_what_is_hidden() throws IOException {
        write("jobs/b.yml", "b: 1");
        write("jobs/a.yaml", "a: 1\n---\na: 2");
        write("jobs/sub/c.json", "{\"c\": 1}");
        write("jobs/.git/d.yaml", "d: 1");
        write("jobs/notes.txt", "not: read");

        var documents = files("").read(List.of("jobs"));

        assertThat(documents)
                .extracting(document -> document.file() + " " + document.value().text())
                .containsExactly(
                        "jobs/a.yaml {\"a\":1}",
                        "jobs/a.yaml {\"a\":2}",
                        "jobs/b.yml {\"b\":1}",
                        "jobs/sub/c.json {\"c\":1}");
    }

    @Test
    void a_dash_is_the_input() {
        var documents = files("a: 1").read(List.of("-"));

        assertThat(documents.getFirst().place("/a")).isEqualTo("standard input:1");
    }

    @Test
    void what_can_t_be_read_is_named() throws IOException {
        write("empty.yaml", "# nothing\n");
        write("broken.json", "{\"a\": 1,}");
        Files.write(directory.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe9});
        Files.createDirectory(directory.resolve("bare"));

        refuses("absent.yaml", "there is no such file");
        refuses("empty.yaml", "no document");
        refuses("broken.json", "line 1");
        refuses("latin.yaml", "not UTF-8");
        refuses("bare", "no .yaml, .yml, .json file");
    }

    @Test
    void a_file_beyond_the_limit_is_not_parsed() {
        var endless = "#".repeat(DocumentFiles.MAX_BYTES + 1);

        assertThatThrownBy(() -> files(endless).read(List.of("-")))
                .isInstanceOf(DocumentException.class)
                .hasMessage("standard input: larger than 4 MiB");
    }

    private void refuses(String name, String reason) {
        assertThatThrownBy(() -> files("").read(List.of(name)))
                .isInstanceOf(DocumentException.class)
                .hasMessageStartingWith(name)
                .hasMessageContaining(reason);
    }

    private DocumentFiles files(String input) {
        return new DocumentFiles(directory, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
