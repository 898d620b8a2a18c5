/** What is attacked: a database, nodes and workers, each a process, and the lines between them. */
@NullMarked
package io.carillon.chaos.machines;

import org.jspecify.annotations.NullMarked;
