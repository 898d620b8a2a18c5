/** What commands show, as text for people and as JSON or YAML for programs. Nothing in here writes to a terminal. */
@NullMarked
package io.carillon.cli.output;

import org.jspecify.annotations.NullMarked;
