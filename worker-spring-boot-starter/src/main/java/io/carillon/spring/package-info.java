/**
 * A worker inside a Spring Boot application: methods of beans are handlers, and declare their jobs. Nothing but wiring: what a
 * worker does is in {@code io.carillon.worker}.
 */
@NullMarked
package io.carillon.spring;

import org.jspecify.annotations.NullMarked;
