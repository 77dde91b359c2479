/**
 * YAML files bound to records, with the line and key path of everything that is wrong. Depends on nothing of ours, so
 * every package may describe its options here.
 */
@NullMarked
package dev.signalbox.yaml;

import org.jspecify.annotations.NullMarked;
