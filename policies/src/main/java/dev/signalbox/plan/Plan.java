package dev.signalbox.plan;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.signalbox.experts.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What to run for one query. Pure data: the executor alone acts on it. */
public sealed interface Plan {

    /** Who is asked first, as records name it; empty when nobody is. */
    default Optional<String> first() {
        return switch (this) {
            case Single single -> Optional.of(single.expert());
            case Mix mix -> Optional.of(mix.name());
            case Refusal _ -> Optional.empty();
        };
    }

    /**
     * One expert, and those to try in order when it fails before its first token. A gate's further choices come first
     * among these, then the policy's own fallback.
     *
     * @param expert asked first
     * @param fallback never holds {@code expert}, no name twice
     * @param efforts how hard experts shall think, for those of whom the gate decided it
     */
    record Single(String expert, List<String> fallback, Map<String, Settings.Effort> efforts) implements Plan {
        public Single {
            requireNonNull(expert);
            fallback = fallback.stream()
                    .filter(name -> !name.equals(expert))
                    .distinct()
                    .toList();
            efforts = Map.copyOf(efforts);
        }

        public Single(String expert, List<String> fallback) {
            this(expert, fallback, Map.of());
        }
    }

    /**
     * One call of a model with the adapters of several experts on, each to its share; when that fails before its first
     * token, one expert after the other.
     *
     * @param shares at least two, no expert twice; weights sum to one
     * @param fallback no name twice
     * @param efforts how hard experts shall think, for those of whom the gate decided it
     */
    record Mix(List<Share> shares, List<String> fallback, Map<String, Settings.Effort> efforts) implements Plan {

        /** What metrics call all mixes: there are far more of them than there are experts. */
        public static final String METERED = "mix";

        private static final double TOLERANCE = 1e-6;

        public Mix {
            shares = List.copyOf(shares);
            fallback = fallback.stream().distinct().toList();
            efforts = Map.copyOf(efforts);
            double sum = shares.stream().mapToDouble(Share::weight).sum();
            if (shares.size() < 2
                    || shares.stream().map(Share::expert).distinct().count() < shares.size()) {
                throw new IllegalArgumentException("mix: " + shares + ", expected at least two experts, each once");
            }
            if (!(Math.abs(sum - 1) < TOLERANCE)) {
                throw new IllegalArgumentException("mix: weights that sum to " + sum + ", expected 1");
            }
        }

        /** Whose share is the greatest, the first of equals: the call is made and billed on its terms. */
        public String lead() {
            var lead = shares.getFirst();
            for (var share : shares) {
                lead = share.weight() > lead.weight() ? share : lead;
            }
            return lead.expert();
        }

        /** The experts' names, which say who answers; it is no name of the roster, so nobody is credited alone. */
        public String name() {
            return shares.stream().map(Share::expert).sorted().collect(joining("+"));
        }
    }

    /**
     * @param weight in (0, 1]
     */
    record Share(String expert, double weight) {
        public Share {
            requireNonNull(expert);
            if (!(weight > 0 && weight <= 1)) {
                throw new IllegalArgumentException("share of " + expert + ": " + weight + ", expected within (0, 1]");
            }
        }
    }

    /**
     * No expert may answer.
     *
     * @param reason for the caller
     */
    record Refusal(Reason reason, String message) implements Plan {
        public Refusal {
            requireNonNull(reason);
            requireNonNull(message);
        }
    }

    /** Why nobody may answer. */
    enum Reason {
        /** The prompt, or prompt and reply, fit no expert. */
        TOO_LONG,
        /** No expert has the abilities that the query needs. */
        INCAPABLE,
        /** Rules of the policy left nobody. */
        DENIED,
        /** Those who might are out of service, or the policy is not trained yet. */
        UNAVAILABLE
    }
}
