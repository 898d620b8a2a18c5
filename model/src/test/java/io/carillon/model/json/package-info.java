@NullMarked
package io.carillon.model.json;

import org.jspecify.annotations.NullMarked;
