/**
 * Downloads: model files fetched once, resumed when they break off, and verified before anything opens them. How HTTP is
 * spoken, and where to, is the business of whoever implements {@link dev.signalbox.moe.fetch.Web}. Depends on
 * {@code experts} for cancellation.
 */
@NullMarked
package dev.signalbox.moe.fetch;

import org.jspecify.annotations.NullMarked;
