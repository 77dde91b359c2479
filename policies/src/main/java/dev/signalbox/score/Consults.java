package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.features.Opinion;
import dev.signalbox.features.PromptEmbedder;
import java.util.List;

/**
 * A scorer that asks experts before it scores. It says whom to ask what and what their replies come to; the asking itself
 * is done by whoever runs experts, and {@link Scorer#score} then finds the opinions in the features' advice. So scoring
 * stays pure, and the same advice gives the same scorecard with nobody asked again.
 *
 * <p>Without advice such a scorer says what its stand-in says. Its options implement {@link NamesStandIn}, and its public
 * constructor takes them and the stand-in.
 */
public interface Consults {

    /** Whom to ask what, most wanted first; nobody where that could not change a choice. Pure. */
    List<Inquiry> inquiries(Features features, List<ExpertCard> candidates);

    /**
     * What a reply comes to. Nonsense is an opinion without a say, never an exception.
     *
     * @param embedder of the space that prompts are embedded into
     */
    Opinion hear(Inquiry inquiry, Testimony testimony, PromptEmbedder embedder);

    Bounds bounds();
}
