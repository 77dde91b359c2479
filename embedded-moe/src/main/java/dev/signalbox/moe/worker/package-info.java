/**
 * A supervised child process that speaks HTTP over the loopback interface to the one client that knows its token: both ends,
 * the process between them, and who starts it again. What is said is not decided here. May use Jackson and Apache HttpCore.
 */
@NullMarked
package dev.signalbox.moe.worker;

import org.jspecify.annotations.NullMarked;
