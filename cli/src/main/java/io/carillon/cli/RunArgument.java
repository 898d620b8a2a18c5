package io.carillon.cli;

import io.carillon.client.CarillonClient;
import io.carillon.client.RunsClient;
import io.carillon.model.RunId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which run a command is about. */
final class RunArgument {

    @Mixin
    private final NamespaceOption namespace = new NamespaceOption();

    @Parameters(paramLabel = "RUN", description = "the run's id")
    private @Nullable RunId id;

    RunId id() {
        return Objects.requireNonNull(id, "the parser asks for a run's id");
    }

    RunsClient runs(CarillonClient client) {
        return client.runs(namespace.namespace());
    }
}
