package io.carillon.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * The work of a job, which appears on the server by itself. The method takes the run's params, as an object of a type of its own, and
 * a {@link io.carillon.worker.task.JobContext}; either, both or none, in any order. What it returns is the run's result.
 *
 * <p>What is left empty belongs to the server. Every text may hold placeholders: {@code "${shop.close.cron}"}.
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface CarillonJob {

    /** The job's name; the method's, if not given. */
    @AliasFor("name")
    String value() default "";

    /** The job's name; the method's, if not given. */
    @AliasFor("value")
    String name() default "";

    /** What jobs call the method; the job's name, if not given. */
    String handler() default "";

    /** Where the job is; {@code default}, if not given. */
    String namespace() default "";

    /** When it fires, as a cron expression. */
    String cron() default "";

    /** The zone of {@link #cron}; UTC, if not given. */
    String zone() default "";

    /** At which distances it fires, instead of {@link #cron}: {@code "30s"}. */
    String every() default "";

    /** How long after the end of a run the next one comes, instead of {@link #cron}: {@code "30s"}. */
    String delay() default "";

    /** How long an attempt may take: {@code "30s"}. */
    String timeout() default "";

    /** How often a run is tried at most. */
    String maxAttempts() default "";

    /** What happens to a run that is due while another is under way: {@code skip}, {@code queue}, {@code cancelPrevious}, {@code allow}. */
    String overlap() default "";

    /** What happens to fires that were missed: {@code fireOnce}, {@code fireAll}, {@code skip}. */
    String misfire() default "";

    /** From 1 to 10; 10 goes first. */
    String priority() default "";

    /** Labels of the job: {@code "team=orders"}. */
    String[] labels() default {};

    /**
     * Further fields of the job's {@code spec}, each with the path of its name and a number, {@code true}, {@code false} or a text:
     * {@code "retry.initial=5s"},
     * {@code "routing.shards=4"}, {@code "deadline=10m"}.
     */
    String[] set() default {};

    /** What happens to a job that is on the server already: {@code create}, {@code enforce}, {@code off}; as the application has it, if not given. */
    String sync() default "";
}
