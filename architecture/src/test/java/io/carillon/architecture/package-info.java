/** The architecture as tests: what the build refuses so that nobody has to remember it. */
@NullMarked
package io.carillon.architecture;

import org.jspecify.annotations.NullMarked;
