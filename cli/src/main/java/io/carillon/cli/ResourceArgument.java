package io.carillon.cli;

import io.carillon.model.Namespace;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.ResourceName;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which calendar or limit a command is about. */
final class ResourceArgument {

    @Mixin
    private final NamespaceOption namespace = new NamespaceOption();

    @Parameters(paramLabel = "NAME", description = "its name")
    private @Nullable ResourceName name;

    ResourceName name() {
        return Objects.requireNonNull(name, "the parser asks for a name");
    }

    Namespace namespace() {
        return namespace.namespace();
    }

    ResourceKey key(ResourceKind kind) {
        return new ResourceKey(kind, namespace(), name());
    }
}
