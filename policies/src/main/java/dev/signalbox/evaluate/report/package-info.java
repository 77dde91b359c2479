/** Findings for people and programs: a table, JSON, and an HTML page that needs nothing else. */
@NullMarked
package dev.signalbox.evaluate.report;

import org.jspecify.annotations.NullMarked;
