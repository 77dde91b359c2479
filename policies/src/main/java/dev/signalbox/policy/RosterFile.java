package dev.signalbox.policy;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.experts.Roster;
import dev.signalbox.yaml.ConfigException;
import dev.signalbox.yaml.Option;
import java.time.Duration;
import java.util.List;

/** A roster file that was read and found right: every expert, where it is deployed and how it may be called. */
public final class RosterFile {

    private final List<Entry> entries;

    private RosterFile(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * Reads the file, or throws with everything that is wrong in it.
     *
     * @param file its name, for errors
     * @throws ConfigException with file, line, key path, value and expectation of each problem
     */
    public static RosterFile parse(String file, byte[] yaml, Catalogue catalogue) {
        return new RosterFile(new RosterReader(catalogue).read(file, yaml));
    }

    /** In file order. */
    public List<Entry> entries() {
        return entries;
    }

    /** The experts' cards. */
    public Roster roster(long version) {
        return new Roster(version, entries.stream().map(Entry::card).toList());
    }

    /**
     * @param deployments at least one, names unique
     * @param calls bounds that hold for each of them
     */
    public record Entry(ExpertCard card, List<Deployment<?>> deployments, Calls calls) {
        public Entry {
            deployments = List.copyOf(deployments);
        }
    }

    /**
     * One endpoint that serves an expert.
     *
     * @param name unique within its expert; {@code default} when the file lists none
     * @param config its provider's options, bound
     */
    public record Deployment<C extends Record>(String name, ExpertProvider<C> provider, C config) {

        /** As the roster file calls the provider. */
        public String providerName() {
            return Catalogue.spec(provider).name();
        }

        String family() {
            return provider.family(config);
        }

        /** Opens the endpoint; an option that only the provider can judge throws {@link IllegalArgumentException}. */
        public Expert open(ExpertCard card) {
            return provider.open(card, config);
        }
    }

    /**
     * How an expert's deployments are called.
     *
     * @param maxConcurrent calls under way at once, per deployment
     */
    public record Calls(Call.Timeouts timeouts, Retry retry, Breaker breaker, int maxConcurrent) {}

    /**
     * When a call is repeated; never after the first token.
     *
     * @param attempts the first included
     * @param backoff before the second attempt, doubled for each further one, with jitter
     */
    public record Retry(
            @Option(value = "calls in all, the first included", otherwise = "3")
            int attempts,

            @Option(value = "wait before the second call, doubled for each further one", otherwise = "100ms")
            Duration backoff) {
        public Retry {
            if (attempts < 1 || attempts > 10) {
                throw new IllegalArgumentException("attempts: " + attempts + ", expected 1 to 10");
            }
        }
    }

    /**
     * When a deployment is left alone.
     *
     * @param failureRate of the window's calls, at which it opens, in (0, 1]
     * @param window last calls that count
     * @param openFor until a few calls may try again
     */
    public record Breaker(
            @Option(value = "share of failed calls that opens it", otherwise = "0.5")
            double failureRate,

            @Option(value = "last calls that count", otherwise = "20")
            int window,

            @Option(value = "time until calls may try again", otherwise = "10s")
            Duration openFor) {
        public Breaker {
            if (!(failureRate > 0 && failureRate <= 1)) {
                throw new IllegalArgumentException("failure-rate: " + failureRate + ", expected within (0, 1]");
            }
            if (window < 1 || !openFor.isPositive()) {
                throw new IllegalArgumentException(
                        "breaker: window " + window + ", open-for " + openFor + ", expected both above 0");
            }
        }
    }
}
