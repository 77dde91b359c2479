/**
 * What the gating networks of a sparse model do, measured from the experts they choose token by token: streaming, in bounded
 * memory, the same for live traffic and for recorded traces; and how they can be steered. Depends on nothing but the JDK.
 */
@NullMarked
package dev.signalbox.moe.gate;

import org.jspecify.annotations.NullMarked;
