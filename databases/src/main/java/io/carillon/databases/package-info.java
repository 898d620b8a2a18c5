/**
 * Real database servers that tests, chaos and benchmarks start by themselves, without containers and as root too, and break: on
 * loopback, in a directory of their own, durable as their makers ship them, and ended with whoever started them, however that ends.
 */
@NullMarked
package io.carillon.databases;

import org.jspecify.annotations.NullMarked;
