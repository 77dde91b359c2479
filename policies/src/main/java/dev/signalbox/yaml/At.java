package dev.signalbox.yaml;

/** A value and where it stands, for checks that need more than the file itself. */
public record At<T>(T value, Place place) {}
