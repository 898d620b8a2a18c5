/** How programs of ours are started here, and what time it is. */
@NullMarked
package io.carillon.chaos.process;

import org.jspecify.annotations.NullMarked;
