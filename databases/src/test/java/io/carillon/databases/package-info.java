@NullMarked
package io.carillon.databases;

import org.jspecify.annotations.NullMarked;
