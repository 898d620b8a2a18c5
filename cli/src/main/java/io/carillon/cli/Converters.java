package io.carillon.cli;

import io.carillon.model.AppName;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.ResourceName;
import io.carillon.model.RunId;
import io.carillon.model.job.Instants;
import io.carillon.model.run.RunStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the words of a command line become values of the model. */
final class Converters {

    private Converters() {}

    static void register(CommandLine commandLine) {
        commandLine.registerConverter(JobName.class, named(JobName::new));
        commandLine.registerConverter(ResourceName.class, named(ResourceName::new));
        commandLine.registerConverter(Namespace.class, named(Namespace::new));
        commandLine.registerConverter(AppName.class, named(AppName::new));
        commandLine.registerConverter(RunId.class, Converters::runId);
        commandLine.registerConverter(Instant.class, Converters::instant);
        commandLine.registerConverter(ZoneId.class, Converters::zone);
        commandLine.registerConverter(RunStatus.class, Converters::status);
    }

    private static <T> ITypeConverter<T> named(Function<String, T> constructor) {
        return text -> {
            try {
                return constructor.apply(text);
            } catch (IllegalArgumentException unfit) {
                throw new TypeConversionException("'" + text + "': " + unfit.getMessage());
            }
        };
    }

    private static RunId runId(String text) {
        return RunId.parse(text)
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is not the id of a run"));
    }

    private static Instant instant(String text) {
        return Instants.parse(text)
                .orElseThrow(() -> new TypeConversionException("expected " + Instants.RULE + ", not '" + text + "'"));
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException unknown) {
            throw new TypeConversionException("expected a time zone such as Asia/Shanghai, not '" + text + "'");
        }
    }

    private static RunStatus status(String text) {
        try {
            return RunStatus.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            String known =
                    Arrays.stream(RunStatus.values()).map(RunStatus::name).collect(Collectors.joining(", "));
            throw new TypeConversionException("expected one of " + known + ", not '" + text + "'");
        }
    }
}
