/**
 * The engine's store over JDBC; the only package that says SQL.
 *
 * <p><b>One writer.</b> Every change goes through one connection, one transaction at a time. A transaction of a batch begins by
 * taking the lock that a take-over needs too, and only then reads the epochs of the partitions that the batch writes: nobody can
 * raise one between that read and the commit. What belongs to a lost partition is left out, the rest is applied, and the batch's
 * number is stored in the same transaction, so that a commit whose reply was lost can be looked up.
 *
 * <p><b>Readers never wait for the writer</b>, nor it for them: they have connections of their own and see what was committed when
 * their query began.
 *
 * <p><b>A row that cannot be read is set aside</b>: it is logged and left out, and whatever stands behind it is read.
 */
@NullMarked
package io.carillon.store;

import org.jspecify.annotations.NullMarked;
