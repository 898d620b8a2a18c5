/** What three libraries that many people rely on think of the same expressions. */
@NullMarked
package io.carillon.schedule.oracle;

import org.jspecify.annotations.NullMarked;
