/** What the shards of a run have come to, on its way to the attempt that makes one result of it. */
@NullMarked
package io.carillon.worker.shard;

import org.jspecify.annotations.NullMarked;
