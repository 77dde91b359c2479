package dev.signalbox.features;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is computed when first asked for, and once. Safe for concurrent use; what fails is tried again. */
final class Memo<T> {

    private final Supplier<T> computation;
    private volatile @Nullable T value;

    Memo(Supplier<T> computation) {
        this.computation = requireNonNull(computation);
    }

    /** Of a value that is known already. */
    static <T> Memo<T> known(T value) {
        var memo = new Memo<>(() -> value);
        memo.get();
        return memo;
    }

    T get() {
        var known = value;
        return known == null ? compute() : known;
    }

    private synchronized T compute() {
        var known = value;
        if (known == null) {
            known = requireNonNull(computation.get());
            value = known;
        }
        return known;
    }

    /** Computes nothing. */
    Optional<T> ifComputed() {
        return Optional.ofNullable(value);
    }
}
