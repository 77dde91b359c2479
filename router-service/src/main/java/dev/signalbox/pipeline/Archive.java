package dev.signalbox.pipeline;

import dev.signalbox.policy.PolicyFile;
import dev.signalbox.policy.RosterFile;

/** Keeps every version of rosters and policies, so that an old decision can be explained. */
interface Archive {

    /** Keeps the roster and gives its version; equal rosters have the same. */
    long keep(RosterFile roster);

    /** Writes down, before it is in force, what the roster changes that is to be answered for. */
    void audit(RosterFile roster);

    /** Keeps the file behind a policy's version. */
    void keep(PolicyFile policy, String content);
}
