/** Frames as others would write them. */
@NullMarked
package io.carillon.testkit.wire;

import org.jspecify.annotations.NullMarked;
