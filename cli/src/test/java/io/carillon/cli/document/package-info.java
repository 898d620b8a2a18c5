@NullMarked
package io.carillon.cli.document;

import org.jspecify.annotations.NullMarked;
