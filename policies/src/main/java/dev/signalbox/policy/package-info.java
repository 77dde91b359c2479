/**
 * Policy and roster files, the catalogue of plug-ins, admission rules, and the decision they lead to. May use every
 * package below it.
 */
@NullMarked
package dev.signalbox.policy;

import org.jspecify.annotations.NullMarked;
