package dev.signalbox.gateway;

/** Makes identifiers that are unique over all replicas. Safe for concurrent use. */
@FunctionalInterface
interface Ids {

    /** Such as {@code req_01jd…} for the prefix {@code req}. */
    String next(String prefix);
}
