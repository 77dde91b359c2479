package dev.signalbox.moe.gate;

import org.jspecify.annotations.Nullable;

/** One text's way through a model: its prompt, then its reply. Its tokens come in order, from one thread at a time. */
public final class Passage {

    private final long id;
    private final Topic topic;
    private @Nullable Segments segments;

    /** @param id unique in a trace */
    public Passage(long id, Topic topic) {
        this.id = id;
        this.topic = topic;
    }

    public long id() {
        return id;
    }

    public Topic topic() {
        return topic;
    }

    /** What is under way of it, made when its first token comes. */
    Segments segments(GateShape shape) {
        var known = segments;
        if (known == null) {
            known = new Segments(shape);
            segments = known;
        }
        return known;
    }
}
