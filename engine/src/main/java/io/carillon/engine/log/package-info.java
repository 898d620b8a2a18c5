/**
 * What runs say while they work: lines, kept beside the runs and apart from them. No line passes through the core, and nothing that
 * the core decides depends on one.
 *
 * <p>An attempt counts its lines and their bytes from the first on, whether or not they are kept. So a line's number says what is missing
 * before it, wherever that was lost, and a block that is handed in twice is known by where it starts.
 */
@NullMarked
package io.carillon.engine.log;

import org.jspecify.annotations.NullMarked;
