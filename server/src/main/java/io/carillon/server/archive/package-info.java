/** History in files, before it is deleted. */
@NullMarked
package io.carillon.server.archive;

import org.jspecify.annotations.NullMarked;
