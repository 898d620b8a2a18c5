/** What the starter promises in any Spring Boot: a contract, which each version has a test of. */
@NullMarked
package io.carillon.starter;

import org.jspecify.annotations.NullMarked;
