@NullMarked
package io.carillon.cli.output;

import org.jspecify.annotations.NullMarked;
