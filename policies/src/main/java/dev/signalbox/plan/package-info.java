/** What to run, as pure data. May use {@code gate} and what lies below it. */
@NullMarked
package dev.signalbox.plan;

import org.jspecify.annotations.NullMarked;
