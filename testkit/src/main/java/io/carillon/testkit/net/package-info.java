/** Networks that fail on request. */
@NullMarked
package io.carillon.testkit.net;

import org.jspecify.annotations.NullMarked;
