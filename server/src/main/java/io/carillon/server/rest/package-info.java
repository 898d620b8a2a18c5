/** The REST contract: one controller per resource, documents in, documents out, every error a problem document. */
@NullMarked
package io.carillon.server.rest;

import org.jspecify.annotations.NullMarked;
