@NullMarked
package io.carillon.client;

import org.jspecify.annotations.NullMarked;
