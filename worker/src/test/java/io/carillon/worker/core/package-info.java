@NullMarked
package io.carillon.worker.core;

import org.jspecify.annotations.NullMarked;
