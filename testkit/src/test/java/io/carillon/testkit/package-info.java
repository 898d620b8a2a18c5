/** The contracts, kept by the in-memory store too. */
@NullMarked
package io.carillon.testkit;

import org.jspecify.annotations.NullMarked;
