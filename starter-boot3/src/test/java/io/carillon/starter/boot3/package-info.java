@NullMarked
package io.carillon.starter.boot3;

import org.jspecify.annotations.NullMarked;
