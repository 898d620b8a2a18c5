@NullMarked
package io.carillon.client.document;

import org.jspecify.annotations.NullMarked;
