package dev.signalbox.learning;

/** What became of a snapshot that was trained. */
enum Fate {
    /** It is in force. */
    PROMOTED,
    /** It is promoted; here it comes into force when the configuration's files, which are wrong, are right again. */
    AWAITED,
    /** It would be, but what is in force is frozen. */
    HELD_OFF,
    /** It is kept; it did not do well enough, or nobody wanted it promoted. */
    STORED
}
