/** For tests of code that uses the client: a real HTTP server on loopback that gives the answers it was told to give. */
@NullMarked
package io.carillon.client.testing;

import org.jspecify.annotations.NullMarked;
