@NullMarked
package io.carillon.server.archive;

import org.jspecify.annotations.NullMarked;
