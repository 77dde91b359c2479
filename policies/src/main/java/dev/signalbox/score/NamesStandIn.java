package dev.signalbox.score;

/** Options of a scorer that asks experts: they name the scorer of the catalogue that scores where nobody has a say. */
public interface NamesStandIn {
    String otherwise();
}
