/** Batches of runs as clients send them over gRPC: what they may be like, how many a node takes at once, and what they are answered. */
@NullMarked
package io.carillon.gateway.feed;

import org.jspecify.annotations.NullMarked;
