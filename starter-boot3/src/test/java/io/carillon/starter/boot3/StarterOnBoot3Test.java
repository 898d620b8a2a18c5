package io.carillon.starter.boot3;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.starter.Shop;
import io.carillon.starter.StarterContract;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.ApplicationContext;

class StarterOnBoot3Test extends StarterContract {

    @Override
    protected String health(ApplicationContext context) {
        return context.getBean("carillonHealthIndicator", HealthIndicator.class)
                .health()
                .getStatus()
                .getCode();
    }

    @Test
    void an_application_without_a_mapper_of_its_own_is_a_worker_too() throws Exception {
        try (var _ = started(
                Shop.Plain.class,
                "spring.autoconfigure.exclude=org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration")) {
            assertThat(resultOf("close")).isEqualTo("{\"orderCount\":7,\"job\":\"close\",\"notes\":[]}");
        }
    }
}
