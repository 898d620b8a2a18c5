/** How a user of the kit writes tests: what docs/testing.md shows is taken from here. */
@NullMarked
package io.carillon.test.shop;

import org.jspecify.annotations.NullMarked;
