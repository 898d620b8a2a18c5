/**
 * Documents that a user wrote, from files to JSON values. YAML is read as the JSON that it stands for: no tag chooses a class, an
 * alias can't grow a small file into a large tree, and every value knows its line.
 */
@NullMarked
package io.carillon.client.document;

import org.jspecify.annotations.NullMarked;
