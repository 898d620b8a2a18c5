@NullMarked
package io.carillon.model.job;

import org.jspecify.annotations.NullMarked;
