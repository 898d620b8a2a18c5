@NullMarked
package io.carillon.tasks;

import org.jspecify.annotations.NullMarked;
