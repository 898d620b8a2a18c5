@NullMarked
package io.carillon.databases.process;

import org.jspecify.annotations.NullMarked;
