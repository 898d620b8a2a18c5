package io.carillon.spring;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Whether the worker is connected, for Spring Boot 4. */
final class WorkerHealth extends AbstractHealthIndicator {

    private final CarillonWorker worker;

    WorkerHealth(CarillonWorker worker) {
        this.worker = worker;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Standing standing = Standing.of(worker);
        (standing.well() ? health.up() : health.down()).withDetails(standing.details());
    }
}
