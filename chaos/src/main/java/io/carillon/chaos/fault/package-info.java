/** What is done to them, by seed. */
@NullMarked
package io.carillon.chaos.fault;

import org.jspecify.annotations.NullMarked;
