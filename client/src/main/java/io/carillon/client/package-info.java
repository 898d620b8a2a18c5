/**
 * The REST API as Java sees it. {@link io.carillon.client.CarillonClient} is the way in.
 *
 * <p>Answers become small records read from the JSON tree, and each keeps the document it was read from: a field that a newer
 * server adds is not lost on the way. A call that fails throws a {@link io.carillon.client.CarillonClientException}, whose three
 * kinds say who is to blame: the request, the connection or the answer. A call never repeats itself: whether that is safe is for
 * the caller to know.
 */
@NullMarked
package io.carillon.client;

import org.jspecify.annotations.NullMarked;
