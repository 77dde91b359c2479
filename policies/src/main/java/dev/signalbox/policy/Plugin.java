package dev.signalbox.policy;

import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.score.Consults;
import dev.signalbox.score.Parts;
import dev.signalbox.score.Scorer;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A class that fills a slot, found by its annotation. It is final, has a nested record {@code Config} and a public
 * constructor that takes it; one that learns takes a {@code Snapshot} too, and has a nested {@link Learner} made from the
 * same {@code Config}. One that combines others takes {@link Parts} as well, in both constructors; a scorer that asks
 * experts takes its stand-in in place of a snapshot.
 *
 * @param <T> the slot's interface
 */
record Plugin<T>(
        Descriptor descriptor,
        Class<? extends Record> config,
        Constructor<? extends T> constructor,
        Optional<Constructor<? extends Learner>> learner) {

    /** Names of the annotation, of whatever kind. */
    record Spec(Descriptor.Kind kind, String name, String paper, String summary) {}

    static <T> Plugin<T> of(Class<? extends T> type, Spec spec) {
        if (!Modifier.isFinal(type.getModifiers())) {
            throw new IllegalStateException(type.getName() + ": a plug-in must be final");
        }
        var config = nested(type, Record.class)
                .filter(nested -> nested.getSimpleName().equals("Config"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(type.getName() + ": expected a nested record Config"));
        var learner = nested(type, Learner.class)
                .findFirst()
                .<Constructor<? extends Learner>>map(found -> either(found, config));
        boolean asks = Consults.class.isAssignableFrom(type);
        var constructor = asks
                ? constructor(type, config, Scorer.class)
                : learner.isPresent() ? either(type, config, Snapshot.class) : constructor(type, config);
        var descriptor = new Descriptor(
                spec.kind(),
                spec.name(),
                spec.paper(),
                spec.summary(),
                learner.isPresent(),
                asks,
                Descriptor.options(config));
        return new Plugin<>(descriptor, config, constructor, learner);
    }

    boolean learns() {
        return learner.isPresent();
    }

    /** @param parts for a plug-in that combines others */
    T create(Parts parts, Object... arguments) {
        return construct(constructor, complete(constructor, parts, arguments));
    }

    Optional<Learner> learner(Parts parts, Record options) {
        return learner.map(constructor -> construct(constructor, complete(constructor, parts, options)));
    }

    private static Object[] complete(Constructor<?> constructor, Parts parts, Object... arguments) {
        if (constructor.getParameterCount() == arguments.length) {
            return arguments;
        }
        var all = Arrays.copyOf(arguments, arguments.length + 1, Object[].class);
        all[arguments.length] = parts;
        return all;
    }

    private static <S> java.util.stream.Stream<Class<? extends S>> nested(Class<?> type, Class<S> kind) {
        return Arrays.stream(type.getDeclaredClasses())
                .filter(kind::isAssignableFrom)
                .map(nested -> nested.asSubclass(kind));
    }

    /** With parts at the end where there is such a constructor, else without. */
    private static <S> Constructor<S> either(Class<S> type, Class<?>... parameters) {
        var withParts = Arrays.copyOf(parameters, parameters.length + 1);
        withParts[parameters.length] = Parts.class;
        boolean combines = Arrays.stream(type.getConstructors())
                .anyMatch(constructor -> Arrays.equals(constructor.getParameterTypes(), withParts));
        return constructor(type, combines ? withParts : parameters);
    }

    private static <S> Constructor<S> constructor(Class<S> type, Class<?>... parameters) {
        try {
            return type.getConstructor(parameters);
        } catch (NoSuchMethodException e) {
            var expected =
                    List.of(parameters).stream().map(Class::getSimpleName).toList();
            throw new IllegalStateException(type.getName() + ": expected a public constructor of " + expected, e);
        }
    }

    private static <S> S construct(Constructor<S> constructor, Object... arguments) {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException wrong) {
                throw wrong;
            }
            throw new IllegalStateException(constructor + " failed", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(constructor + " cannot be called", e);
        }
    }
}
