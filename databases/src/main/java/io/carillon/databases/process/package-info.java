/** Processes of other programs, which end with whoever started them. */
@NullMarked
package io.carillon.databases.process;

import org.jspecify.annotations.NullMarked;
