package io.carillon.cli;

import io.carillon.client.CarillonClient;
import io.carillon.client.JobsClient;
import io.carillon.model.JobKey;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which job a command is about. */
final class JobArgument {

    @Mixin
    private final NamespaceOption namespace = new NamespaceOption();

    @Parameters(paramLabel = "JOB", description = "the job's name")
    private @Nullable JobName name;

    JobName name() {
        return Objects.requireNonNull(name, "the parser asks for a job's name");
    }

    Namespace namespace() {
        return namespace.namespace();
    }

    JobKey key() {
        return new JobKey(namespace(), name());
    }

    JobsClient jobs(CarillonClient client) {
        return client.jobs(namespace());
    }
}
