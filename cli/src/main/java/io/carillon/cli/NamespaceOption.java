package io.carillon.cli;

import io.carillon.model.Namespace;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which namespace a command is about. */
final class NamespaceOption {

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAME",
            description = "the namespace; usual: default")
    private @Nullable Namespace namespace;

    Namespace namespace() {
        return Objects.requireNonNullElse(namespace, Namespace.DEFAULT);
    }

    /** The namespace if it was named. */
    Optional<Namespace> given() {
        return Optional.ofNullable(namespace);
    }
}
