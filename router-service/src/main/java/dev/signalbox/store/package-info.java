/** PostgreSQL: embedded or external, migrated by Flyway. */
@NullMarked
package dev.signalbox.store;

import org.jspecify.annotations.NullMarked;
