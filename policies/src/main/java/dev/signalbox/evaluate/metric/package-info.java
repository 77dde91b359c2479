/**
 * The measures of a way of routing, on plain arrays: deferral curve, hull, strong share, calibration, load, and the
 * resamples that give them intervals. Depends on nothing of ours.
 */
@NullMarked
package dev.signalbox.evaluate.metric;

import org.jspecify.annotations.NullMarked;
