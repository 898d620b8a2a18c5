/** What users ask for meanwhile, and what they were told. */
@NullMarked
package io.carillon.chaos.load;

import org.jspecify.annotations.NullMarked;
