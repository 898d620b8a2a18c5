/** What must be true of the record and of the witness. It asks no class of the product: what should fire it works out by arithmetic. */
@NullMarked
package io.carillon.chaos.check;

import org.jspecify.annotations.NullMarked;
