@NullMarked
package io.carillon.model;

import org.jspecify.annotations.NullMarked;
