package io.carillon.spring;

import io.carillon.worker.declare.JobDeclaration;
import io.carillon.worker.declare.Sync;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What an annotation says about a job, its placeholders resolved. */
final class AnnotatedJob {

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,17})(\\.\\d{1,17})?");

    private final CarillonJob annotation;
    private final Method method;
    private final UnaryOperator<String> resolver;

    AnnotatedJob(CarillonJob annotation, Method method, UnaryOperator<String> resolver) {
        this.annotation = annotation;
        this.method = method;
        this.resolver = resolver;
    }

    private String handler() {
        return either(annotation.handler(), name());
    }

    JobDeclaration declaration() {
        var job = JobDeclaration.of(handler()).named(name()).in(either(annotation.namespace(), "default"));
        job = triggered(job);
        job = set(job, "timeout", annotation.timeout());
        job = set(job, "retry.maxAttempts", annotation.maxAttempts());
        job = set(job, "overlap", annotation.overlap());
        job = set(job, "misfire.policy", annotation.misfire());
        job = set(job, "priority", annotation.priority());
        for (String field : annotation.set()) {
            var pair = pair("set", field);
            job = job.set(pair.getKey(), value(pair.getValue()));
        }
        for (String label : annotation.labels()) {
            var pair = pair("labels", label);
            job = job.label(pair.getKey(), pair.getValue());
        }
        String sync = resolved(annotation.sync());
        return sync.isEmpty() ? job : job.sync(sync(sync));
    }

    private String name() {
        return either(annotation.name(), method.getName());
    }

    private JobDeclaration triggered(JobDeclaration job) {
        String cron = resolved(annotation.cron());
        String zone = resolved(annotation.zone());
        String every = resolved(annotation.every());
        String delay = resolved(annotation.delay());
        if (Stream.of(cron, every, delay).filter(text -> !text.isEmpty()).count() > 1) {
            throw mistake("says more than one of cron, every and delay");
        }
        if (!zone.isEmpty() && cron.isEmpty()) {
            throw mistake("says a zone and no cron");
        }
        if (!cron.isEmpty()) {
            return zone.isEmpty() ? job.cron(cron) : job.cron(cron, zone);
        }
        if (!every.isEmpty()) {
            return job.every(every);
        }
        return delay.isEmpty() ? job : job.triggers(List.of(Map.of("delay", delay)));
    }

    private JobDeclaration set(JobDeclaration job, String path, String text) {
        String value = resolved(text);
        return value.isEmpty() ? job : job.set(path, value(value));
    }

    /** What is neither a number nor a boolean is a text; the server says where that is wrong. */
    private static Object value(String text) {
        if (NUMBER.matcher(text).matches()) {
            return new BigDecimal(text);
        }
        return text.equals("true") || text.equals("false") ? Boolean.valueOf(text) : text;
    }

    private Map.Entry<String, String> pair(String member, String text) {
        String resolved = resolved(text);
        int equals = resolved.indexOf('=');
        if (equals < 1) {
            throw mistake("says " + member + " \"" + resolved + "\", which is not NAME=VALUE");
        }
        return Map.entry(resolved.substring(0, equals), resolved.substring(equals + 1));
    }

    private Sync sync(String text) {
        try {
            return Sync.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw mistake("says sync \"" + text + "\", which is none of create, enforce and off");
        }
    }

    private String either(String text, String otherwise) {
        String resolved = resolved(text);
        return resolved.isEmpty() ? otherwise : resolved;
    }

    private String resolved(String text) {
        return text.isEmpty() ? text : resolver.apply(text).trim();
    }

    private IllegalStateException mistake(String what) {
        return new IllegalStateException("@CarillonJob of " + HandlerMethod.nameOf(method) + " " + what);
    }
}
