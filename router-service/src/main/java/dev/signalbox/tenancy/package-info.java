/** API keys and tenants: stored hashed, looked up in memory. May use {@code store}. */
@NullMarked
package dev.signalbox.tenancy;

import org.jspecify.annotations.NullMarked;
