/** What tests of every module stand on: a server that fails on demand, the contract of an expert. */
@NullMarked
package dev.signalbox.testing;

import org.jspecify.annotations.NullMarked;
