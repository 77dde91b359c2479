package dev.signalbox.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.experts.ProviderSpec;
import dev.signalbox.gate.BatchGate;
import dev.signalbox.gate.BatchGateSpec;
import dev.signalbox.gate.Gate;
import dev.signalbox.gate.GateSpec;
import dev.signalbox.score.Scorer;
import dev.signalbox.score.ScorerSpec;
import dev.signalbox.yaml.ConfigException;
import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Every plug-in by name. Scorers, gates and batch gates are found by their annotations in the packages
 * {@code dev.signalbox.score} and {@code dev.signalbox.gate}, in whatever jar or folder those lie; providers are handed
 * in, because they hold resources. Nothing else lists plug-ins.
 */
public final class Catalogue {

    private final Map<String, Plugin<Scorer>> scorers;
    private final Map<String, Plugin<Gate>> gates;
    private final Map<String, Plugin<BatchGate>> batchGates;
    private final Map<String, ExpertProvider<?>> providers;

    private Catalogue(
            Map<String, Plugin<Scorer>> scorers,
            Map<String, Plugin<Gate>> gates,
            Map<String, Plugin<BatchGate>> batchGates,
            Map<String, ExpertProvider<?>> providers) {
        this.scorers = scorers;
        this.gates = gates;
        this.batchGates = batchGates;
        this.providers = providers;
    }

    /** Takes milliseconds: the classes of two packages are looked at, the gates for each of their two kinds. */
    public static Catalogue of(Collection<? extends ExpertProvider<?>> providers) {
        var loader = Catalogue.class.getClassLoader();
        var scorers = find(
                Scorer.class,
                ScorerSpec.class,
                spec -> new Plugin.Spec(Descriptor.Kind.SCORER, spec.name(), spec.paper(), spec.summary()),
                loader);
        var gates = find(
                Gate.class,
                GateSpec.class,
                spec -> new Plugin.Spec(Descriptor.Kind.GATE, spec.name(), spec.paper(), spec.summary()),
                loader);
        var batchGates = find(
                BatchGate.class,
                BatchGateSpec.class,
                spec -> new Plugin.Spec(Descriptor.Kind.BATCH_GATE, spec.name(), spec.paper(), spec.summary()),
                loader);
        var named = new TreeMap<String, ExpertProvider<?>>();
        for (var provider : providers) {
            put(named, spec(provider).name(), provider);
        }
        return new Catalogue(scorers, gates, batchGates, Collections.unmodifiableMap(named));
    }

    /** Scorers, gates, batch gates, providers, each by name. */
    public List<Descriptor> descriptors() {
        return Stream.of(
                        scorers.values().stream().map(Plugin::descriptor),
                        gates.values().stream().map(Plugin::descriptor),
                        batchGates.values().stream().map(Plugin::descriptor),
                        providers.values().stream().map(Catalogue::describe))
                .flatMap(Function.identity())
                .toList();
    }

    /**
     * A scorer as a policy file would name it under {@code score}, such as {@code knn} or {@code {knn: {k: 40}}}.
     *
     * @param source where the text comes from, for errors
     * @throws ConfigException when no scorer has that name or an option is wrong
     */
    public ScorerRecipe scorer(String source, String yaml) {
        return new PolicyReader(this).recipe(source, yaml.getBytes(UTF_8));
    }

    Map<String, Plugin<Scorer>> scorers() {
        return scorers;
    }

    Map<String, Plugin<Gate>> gates() {
        return gates;
    }

    Map<String, Plugin<BatchGate>> batchGates() {
        return batchGates;
    }

    Map<String, ExpertProvider<?>> providers() {
        return providers;
    }

    Optional<ExpertProvider<?>> provider(String name) {
        return Optional.ofNullable(providers.get(name));
    }

    static ProviderSpec spec(ExpertProvider<?> provider) {
        var spec = provider.getClass().getAnnotation(ProviderSpec.class);
        if (spec == null) {
            throw new IllegalStateException(provider.getClass().getName() + ": expected the annotation @ProviderSpec");
        }
        return spec;
    }

    private static Descriptor describe(ExpertProvider<?> provider) {
        var spec = spec(provider);
        var options = Descriptor.options(provider.config());
        return new Descriptor(Descriptor.Kind.PROVIDER, spec.name(), "", spec.summary(), false, false, options);
    }

    private static <T, A extends Annotation> Map<String, Plugin<T>> find(
            Class<T> slot, Class<A> annotation, Function<A, Plugin.Spec> naming, ClassLoader loader) {
        var found = new TreeMap<String, Plugin<T>>();
        for (var type : ClassScan.in(slot.getPackageName(), loader)) {
            var spec = type.getAnnotation(annotation);
            if (spec != null) {
                var named = naming.apply(spec);
                put(found, named.name(), Plugin.of(type.asSubclass(slot), named));
            }
        }
        return Collections.unmodifiableMap(found);
    }

    private static <T> void put(Map<String, T> map, String name, T plugin) {
        var other = map.putIfAbsent(name, plugin);
        if (other != null) {
            throw new IllegalStateException("two plug-ins are called " + name + ": " + plugin + " and " + other);
        }
    }
}
