/** Real servers, started by the tests, and broken by them. */
@NullMarked
package io.carillon.membership;

import org.jspecify.annotations.NullMarked;
