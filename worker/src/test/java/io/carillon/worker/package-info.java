@NullMarked
package io.carillon.worker;

import org.jspecify.annotations.NullMarked;
