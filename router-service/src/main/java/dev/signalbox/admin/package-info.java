/** The administration API: keys, training. Sees web types; may use {@code tenancy}, {@code learning}, {@code gateway}'s key check. */
@NullMarked
package dev.signalbox.admin;

import org.jspecify.annotations.NullMarked;
