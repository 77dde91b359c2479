/** Signalbox as a Spring Boot service. */
@NullMarked
package dev.signalbox;

import org.jspecify.annotations.NullMarked;
