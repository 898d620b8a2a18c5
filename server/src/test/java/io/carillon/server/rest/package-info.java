@NullMarked
package io.carillon.server.rest;

import org.jspecify.annotations.NullMarked;
