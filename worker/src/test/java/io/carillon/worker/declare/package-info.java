@NullMarked
package io.carillon.worker.declare;

import org.jspecify.annotations.NullMarked;
