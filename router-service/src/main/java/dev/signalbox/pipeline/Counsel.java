package dev.signalbox.pipeline;

import dev.signalbox.execution.Advisers;
import dev.signalbox.execution.AnswerText;
import dev.signalbox.execution.Prelude;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.features.Advice;
import dev.signalbox.features.Opinion;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.policy.Consultation;
import dev.signalbox.score.Inquiry;
import java.util.ArrayList;
import java.util.Locale;

/** Gets advice: has experts asked, and their replies read by the scorer that wanted them. */
final class Counsel {

    private final Advisers advisers;
    private final PromptEmbedder embedder;

    Counsel(Advisers advisers, PromptEmbedder embedder) {
        this.advisers = advisers;
        this.embedder = embedder;
    }

    /**
     * @param advice what experts said
     * @param prelude the calls behind it
     */
    record Given(Advice advice, Prelude prelude) {}

    Given on(Query query, Consultation consultation, Cancellation cancellation) {
        var inquiries = consultation.inquiries();
        if (inquiries.isEmpty()) {
            return new Given(consultation.unheard(), Prelude.NONE);
        }
        var heard = advisers.ask(consultation, query, cancellation);
        var opinions = new ArrayList<Opinion>(inquiries.size());
        for (int i = 0; i < inquiries.size(); i++) {
            opinions.add(opinion(consultation, inquiries.get(i), heard.replies().get(i)));
        }
        return new Given(consultation.advice(opinions), heard.prelude());
    }

    /** Of a failure its kind alone: the message may hold words of the expert's. */
    private Opinion opinion(Consultation consultation, Inquiry inquiry, Reply reply) {
        return switch (reply) {
            case Reply.Answer answer -> consultation.hear(inquiry, AnswerText.testimony(answer.content()), embedder);
            case Reply.Failure failure ->
                Opinion.none(
                        inquiry.adviser(),
                        failure.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        };
    }
}
