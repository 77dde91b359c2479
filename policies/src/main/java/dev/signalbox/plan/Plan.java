package dev.signalbox.plan;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Settings;
import java.util.List;
import java.util.Map;

/** What to run for one query. Pure data: the executor alone acts on it. */
public sealed interface Plan {

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
