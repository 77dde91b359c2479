package dev.signalbox.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Caller;
import dev.signalbox.features.Features;
import dev.signalbox.features.Prompt;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.yaml.Usd;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Scorers that rest on others take a question to be about what those do. */
final class CombinedDomainTest {

    private static final Parts PARTS = MixtureScorerTest.PARTS;
    private static final Features EVEN =
            Features.of(Prompt.of(Worlds.around(0, new SplittableRandom(3))), new Caller("t", "k"));

    private static Snapshot fit(Learner learner) {
        return learner.fit(Worlds.topics(4, 40, 1), new SplittableRandom(1));
    }

    private static Scorer mixture(String... parts) {
        var config = new MixtureScorer.Config(List.of(parts));
        return new MixtureScorer(config, fit(new MixtureScorer.Fit(config, PARTS)), PARTS);
    }

    @Test
    void domain_mixture_isThatOfThePartThatTellsOne() {
        assertThat(mixture("knn", "domain").domain(EVEN)).contains("even");
        assertThat(mixture("knn", "linear").domain(EVEN)).isEmpty();
    }

    @Test
    void domain_tenant_isThatOfTheCorrectedScorer() {
        var config = new TenantScorer.Config("domain", 20);

        assertThat(new TenantScorer(config, fit(new TenantScorer.Fit(config, PARTS)), PARTS).domain(EVEN))
                .contains("even");
    }

    @Test
    void domain_scorerThatAsksExperts_isThatOfItsStandIn() {
        var standIn = mixture("domain", "knn");
        var patience = Duration.ofSeconds(2);
        var cap = new Usd(5_000);
        var llm = new LlmScorer.Config("judge", 4, 0.25, 400, patience, cap, "mixture");
        var nominate = new NominateScorer.Config(4, 1, 16, patience, cap, "mixture");
        var instruction = new InstructionScorer.Config("judge", 0.2, 64, 60, patience, cap, "mixture");

        assertThat(List.of(
                        new LlmScorer(llm, standIn),
                        new NominateScorer(nominate, standIn),
                        new InstructionScorer(instruction, standIn)))
                .allSatisfy(scorer -> assertThat(scorer.domain(EVEN)).contains("even"));
    }
}
