@NullMarked
package io.carillon.model.run;

import org.jspecify.annotations.NullMarked;
