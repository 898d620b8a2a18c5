@NullMarked
package io.carillon.schedule;

import org.jspecify.annotations.NullMarked;
