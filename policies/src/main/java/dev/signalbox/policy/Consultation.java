package dev.signalbox.policy;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Roster;
import dev.signalbox.experts.Usage;
import dev.signalbox.features.Advice;
import dev.signalbox.features.Features;
import dev.signalbox.features.Opinion;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.features.Sizes;
import dev.signalbox.score.Consults;
import dev.signalbox.score.Inquiry;
import dev.signalbox.score.ScorerSpec;
import dev.signalbox.score.Testimony;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a policy's scorer wants to ask before a query is decided: only of experts that the policy's rules admit to what they
 * would be sent, and only as much as its bounds allow. Immutable.
 */
public final class Consultation {

    private final Consults scorer;
    private final List<Inquiry> inquiries;
    private final List<Opinion> declined;

    private Consultation(Consults scorer, List<Inquiry> inquiries, List<Opinion> declined) {
        this.scorer = scorer;
        this.inquiries = List.copyOf(inquiries);
        this.declined = List.copyOf(declined);
    }

    /**
     * @param candidates for the query, admitted
     * @param roster where advisers are found
     */
    static Consultation of(
            Consults scorer, Features features, List<ExpertCard> candidates, Admission admission, Roster roster) {
        var inquiries = new ArrayList<Inquiry>();
        var declined = new ArrayList<Opinion>();
        long left = scorer.bounds().microUsd();
        for (var inquiry : scorer.inquiries(features, candidates)) {
            var card = roster.find(inquiry.adviser());
            var fault = card.isEmpty()
                    ? Optional.of("not in service")
                    : fault(inquiry, card.get(), asked(inquiry, card.get(), features), admission, left);
            if (fault.isPresent()) {
                declined.add(Opinion.none(inquiry.adviser(), fault.get()));
            } else {
                inquiries.add(inquiry);
                left -= microUsd(inquiry, card.orElseThrow());
            }
        }
        return new Consultation(scorer, inquiries, declined);
    }

    private static Optional<String> fault(
            Inquiry inquiry, ExpertCard card, Features asked, Admission admission, long leftMicroUsd) {
        var denials = admission.admit(asked, List.of(card)).denials();
        if (!denials.isEmpty()) {
            var denial = denials.getFirst();
            return Optional.of("denied by rule " + denial.rule() + ": " + denial.reason());
        }
        long cost = microUsd(inquiry, card);
        return cost > leftMicroUsd
                ? Optional.of("asking may cost " + cost + " micro-USD, " + leftMicroUsd + " are left for advice")
                : Optional.empty();
    }

    /** What the rules are to judge by: the adviser is sent the inquiry, on behalf of the same caller. */
    private static Features asked(Inquiry inquiry, ExpertCard card, Features features) {
        var needs = EnumSet.noneOf(Ability.class);
        if (showsImages(inquiry, card)) {
            needs.add(Ability.VISION);
        }
        var sizes = Sizes.of(inquiry.turns(), inquiry.maxTokens());
        return new Features(features.prompt(), sizes, needs, features.caller());
    }

    /** Whether the question's images go along: they do to whoever sees. */
    public static boolean showsImages(Inquiry inquiry, ExpertCard adviser) {
        return inquiry.wording().images() && adviser.abilities().contains(Ability.VISION);
    }

    /** Of the longest reply; images are not counted. */
    private static long microUsd(Inquiry inquiry, ExpertCard card) {
        var sizes = Sizes.of(inquiry.turns(), inquiry.maxTokens());
        return card.price().microUsd(Usage.estimated(sizes.promptTokens(), inquiry.maxTokens()));
    }

    /** To be asked side by side. */
    public List<Inquiry> inquiries() {
        return inquiries;
    }

    /** How long all of it may take. */
    public Duration within() {
        return scorer.bounds().within();
    }

    /** Most that all of it may cost. */
    public long microUsd() {
        return scorer.bounds().microUsd();
    }

    /** What a reply comes to. */
    public Opinion hear(Inquiry inquiry, Testimony testimony, PromptEmbedder embedder) {
        return scorer.hear(inquiry, testimony, embedder);
    }

    /** @param heard one opinion for each inquiry */
    public Advice advice(List<Opinion> heard) {
        return new Advice(
                name(scorer),
                Stream.concat(heard.stream(), declined.stream()).toList(),
                scorer.bounds().standIn());
    }

    /** As policy files call it. */
    static String name(Consults scorer) {
        return requireNonNull(scorer.getClass().getAnnotation(ScorerSpec.class)).name();
    }

    /** For a decision that is made with nobody asked. */
    public Advice unheard() {
        return advice(inquiries.stream()
                .map(inquiry -> Opinion.none(inquiry.adviser(), "not asked"))
                .toList());
    }
}
