/** The command line: verbs that start, ask, train, measure. Talks to the service over HTTP as any client does. */
@NullMarked
package dev.signalbox.cli;

import org.jspecify.annotations.NullMarked;
