@NullMarked
package io.carillon.store;

import org.jspecify.annotations.NullMarked;
