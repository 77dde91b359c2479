package dev.signalbox.policy;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Call;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Price;
import dev.signalbox.yaml.At;
import dev.signalbox.yaml.Option;
import dev.signalbox.yaml.Rest;
import dev.signalbox.yaml.Usd;
import dev.signalbox.yaml.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The shape of a roster file; the published JSON Schema is generated from it. */
record RosterForm(@Option("every expert") List<At<Expert>> experts) {

    record Expert(
            @Option("unique name, such as local/sums or gpt-4o-mini")
            At<String> name,

            @Option("one line for people") Optional<String> description,
            @Option("what it can do beyond plain chat") Set<Ability> abilities,

            @Option("how much it can take and give, in tokens")
            Limits limits,

            @Option("USD per million tokens; free when left out")
            Prices price,

            @Option("what its owner expects of it, until outcomes say otherwise")
            Declared declared,

            @Option("free labels that policies can require") Set<String> tags,
            @Option("how long each part of a call may take") Timeouts timeouts,
            @Option("when a call is repeated") RosterFile.Retry retry,
            @Option("when a deployment is left alone") RosterFile.Breaker breaker,

            @Option(value = "calls under way at once, per deployment", otherwise = "256")
            int maxConcurrent,

            @Option("endpoints that serve it, when there are several")
            List<At<Deployment>> deployments,

            @Rest List<Yaml.Entry> provider) {

        Expert {
            if (maxConcurrent < 1) {
                throw new IllegalArgumentException("max-concurrent: " + maxConcurrent + ", expected at least 1");
            }
        }

        ExpertCard card() {
            return new ExpertCard(
                    name.value(),
                    description.orElse(""),
                    abilities,
                    new ExpertCard.Limits(limits.context(), limits.output(), limits.reads()),
                    price.price(),
                    new ExpertCard.Declared(declared.quality(), declared.completionTokens(), declared.latency()),
                    tags);
        }

        RosterFile.Calls calls() {
            return new RosterFile.Calls(timeouts.timeouts(), retry, breaker, maxConcurrent);
        }
    }

    record Deployment(
            @Option("unique within the expert") At<String> name,
            @Rest List<Yaml.Entry> provider) {}

    record Limits(
            @Option(value = "prompt and reply together", otherwise = "8192")
            int context,

            @Option(value = "the reply alone", otherwise = "4096")
            int output,

            @Option(
                    value = "the whole conversation, or the last question alone at a token per character",
                    otherwise = "conversation")
            ExpertCard.Reads reads) {
        Limits {
            requirePositive("context", context);
            requirePositive("output", output);
        }
    }

    record Prices(
            @Option(value = "prompt tokens", otherwise = "0")
            Usd input,

            @Option("prompt tokens that the expert had cached; as input when left out")
            Optional<Usd> cachedInput,

            @Option(value = "generated tokens", otherwise = "0")
            Usd output) {
        Price price() {
            return new Price(input.micro(), cachedInput.orElse(input).micro(), output.micro());
        }
    }

    record Declared(
            @Option(value = "mean quality of its answers, in [0, 1]", otherwise = "0.5")
            double quality,

            @Option(value = "typical length of a reply", otherwise = "256")
            int completionTokens,

            @Option(value = "typical time of a whole reply", otherwise = "2s")
            Duration latency) {
        Declared {
            if (!(quality >= 0 && quality <= 1)) {
                throw new IllegalArgumentException("quality: " + quality + ", expected within [0, 1]");
            }
            requirePositive("completion-tokens", completionTokens);
        }
    }

    record Timeouts(
            @Option(value = "to open the connection", otherwise = "3s")
            Duration connect,

            @Option(value = "until the first token", otherwise = "60s")
            Duration firstToken,

            @Option(value = "between two chunks", otherwise = "30s")
            Duration idle,

            @Option(value = "all of it", otherwise = "5m") Duration total) {
        Timeouts {
            requirePositive("connect", connect.toMillis());
            requirePositive("first-token", firstToken.toMillis());
            requirePositive("idle", idle.toMillis());
            requirePositive("total", total.toMillis());
        }

        Call.Timeouts timeouts() {
            return new Call.Timeouts(connect, firstToken, idle, total);
        }
    }

    private static void requirePositive(String key, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + ": " + value + ", expected above 0");
        }
    }
}
