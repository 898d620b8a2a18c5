@NullMarked
package io.carillon.gateway.feed;

import org.jspecify.annotations.NullMarked;
