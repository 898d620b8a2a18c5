@NullMarked
package io.carillon.starter.boot4;

import org.jspecify.annotations.NullMarked;
