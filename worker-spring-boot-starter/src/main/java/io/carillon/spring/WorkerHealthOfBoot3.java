package io.carillon.spring;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/** Whether the worker is connected, for Spring Boot 3. */
final class WorkerHealthOfBoot3 extends AbstractHealthIndicator {

    private final CarillonWorker worker;

    WorkerHealthOfBoot3(CarillonWorker worker) {
        this.worker = worker;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Standing standing = Standing.of(worker);
        (standing.well() ? health.up() : health.down()).withDetails(standing.details());
    }
}
