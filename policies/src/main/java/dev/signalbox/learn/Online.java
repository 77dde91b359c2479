package dev.signalbox.learn;

/**
 * A learner that can take in further outcomes without those before: its snapshot remembers what they said. Live outcomes
 * are then learned from as they come, and old ones need not be kept.
 */
public interface Online extends Learner {

    /**
     * A snapshot that knows what {@code known} knows and {@code newer} besides; experts that it has not seen are added
     * behind those that it has.
     *
     * @param known fitted or updated by this learner
     * @param newer none of them learned from before, in the same space
     */
    Snapshot update(Snapshot known, Training newer);
}
