package io.carillon.spring;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.carillon.worker.task.Codec;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes an application a worker. What it has of Jackson, Micrometer and health is used, and none of it is asked for: what can be
 * there or not is looked up when the worker is made, so that no order of configurations matters, whose names differ between Spring
 * Boot 3 and 4.
 */
@AutoConfiguration
@ConditionalOnProperty(name = "carillon.worker.enabled", havingValue = "true", matchIfMissing = true)
@EnableConfigurationProperties(CarillonWorkerProperties.class)
public class CarillonAutoConfiguration {

    private static final Duration USUAL_SHUTDOWN = Duration.ofSeconds(30);

    /** A way to read and write JSON, if the application has what it takes. */
    @FunctionalInterface
    interface CodecSource {

        @Nullable
        Codec codec();
    }

    /** A place to observe attempts from, if the application has one. */
    @FunctionalInterface
    interface ObserverSource extends IntFunction<AttemptObserver> {}

    @Bean
    @Lazy(false)
    CarillonWorker carillonWorker(
            ConfigurableListableBeanFactory beans,
            CarillonWorkerProperties properties,
            Environment environment,
            ObjectProvider<CodecSource> codecs,
            ObjectProvider<ObserverSource> observers) {
        Codec codec = codecs.orderedStream()
                .flatMap(source -> Optional.ofNullable(source.codec()).stream())
                .findFirst()
                .orElse(null);
        Duration shutdown =
                environment.getProperty("spring.lifecycle.timeout-per-shutdown-phase", Duration.class, USUAL_SHUTDOWN);
        IntFunction<AttemptObserver> observer = observers.getIfAvailable(() -> slots -> AttemptObserver.NONE);
        String name = environment.getProperty("spring.application.name");
        return new CarillonWorker(beans, new CarillonWorker.Surroundings(properties, name, codec, observer, shutdown));
    }

    /** A codec of the application's own goes before its mappers. */
    @Bean
    @Order(0)
    CodecSource carillonOwnCodec(ObjectProvider<Codec> codec) {
        return codec::getIfAvailable;
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JsonMapper.class)
    static class WithJackson3 {

        @Bean
        @Order(1)
        CodecSource carillonJackson3Codec(ObjectProvider<JsonMapper> mapper) {
            return () -> {
                JsonMapper own = mapper.getIfAvailable();
                return own == null ? null : new Jackson3Codec(own);
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ObjectMapper.class)
    static class WithJackson2 {

        @Bean
        @Order(2)
        CodecSource carillonJackson2Codec(ObjectProvider<ObjectMapper> mapper) {
            return () -> {
                ObjectMapper own = mapper.getIfAvailable();
                return own == null ? null : new Jackson2Codec(own);
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class WithMetrics {

        @Bean
        ObserverSource carillonAttemptMetrics(ObjectProvider<MeterRegistry> registry) {
            return slots -> {
                MeterRegistry own = registry.getIfAvailable();
                return own == null ? AttemptObserver.NONE : new MeteredAttempts(own, slots);
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(org.springframework.boot.health.contributor.HealthIndicator.class)
    @ConditionalOnProperty(name = "management.health.carillon.enabled", havingValue = "true", matchIfMissing = true)
    static class WithHealth {

        @Bean
        WorkerHealth carillonHealthIndicator(CarillonWorker worker) {
            return new WorkerHealth(worker);
        }
    }

    /** Spring Boot 3 has its health in another package. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(org.springframework.boot.actuate.health.HealthIndicator.class)
    @ConditionalOnProperty(name = "management.health.carillon.enabled", havingValue = "true", matchIfMissing = true)
    static class WithHealthOfBoot3 {

        @Bean
        WorkerHealthOfBoot3 carillonHealthIndicator(CarillonWorker worker) {
            return new WorkerHealthOfBoot3(worker);
        }
    }
}
