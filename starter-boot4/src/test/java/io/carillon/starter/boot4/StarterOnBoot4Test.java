package io.carillon.starter.boot4;

import io.carillon.starter.StarterContract;
import java.util.Objects;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationContext;

class StarterOnBoot4Test extends StarterContract {

    @Override
    protected String health(ApplicationContext context) {
        var indicator = context.getBean("carillonHealthIndicator", HealthIndicator.class);
        return Objects.requireNonNull(indicator.health()).getStatus().getCode();
    }
}
