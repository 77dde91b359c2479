package dev.signalbox.pipeline;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The policies in force, swapped as a whole. */
public final class CurrentPolicies {

    private final AtomicReference<@Nullable Policies> current = new AtomicReference<>();

    /** Those in force; the service takes no request before there are any. */
    public Policies get() {
        var policies = current.get();
        if (policies == null) {
            throw new IllegalStateException("the policies are not loaded yet");
        }
        return policies;
    }

    boolean isLoaded() {
        return current.get() != null;
    }

    void swap(Policies next) {
        current.set(next);
    }
}
