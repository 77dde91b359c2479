package dev.signalbox.gateway;

import dev.signalbox.learn.Outcome;
import dev.signalbox.pipeline.Decided;
import jakarta.servlet.http.HttpServletResponse;
import java.math.BigDecimal;

/** The {@code x-signalbox-} headers: what a decided reply says of its route. */
final class ReplyHeaders {

    private ReplyHeaders() {}

    static void decided(HttpServletResponse response, Decided decided) {
        var decision = decided.decision();
        int advisers = decided.prelude().attempts().size();
        if (advisers > 0) {
            response.setHeader("x-signalbox-advisers", Integer.toString(advisers));
        }
        response.setHeader("x-signalbox-decision", decision.queryId());
        response.setHeader("x-signalbox-policy", decision.provenance().policy());
    }

    /** Of a decision alone: what coming to it has cost. */
    static void rehearsed(HttpServletResponse response, Decided decided) {
        decided(response, decided);
        response.setHeader("x-signalbox-cost-usd", usd(decided.prelude().microUsd()));
    }

    static void answering(HttpServletResponse response, String expert, int attempt) {
        response.setHeader("x-signalbox-expert", expert);
        response.setHeader("x-signalbox-attempts", Integer.toString(attempt));
    }

    static void executed(HttpServletResponse response, Outcome outcome) {
        if (outcome.expert() != null) {
            response.setHeader("x-signalbox-expert", outcome.expert());
        }
        response.setHeader(
                "x-signalbox-attempts", Integer.toString(outcome.answering().size()));
        response.setHeader("x-signalbox-cost-usd", usd(outcome.microUsd()));
    }

    /** A plain decimal, such as {@code 0.000123}. */
    static String usd(long microUsd) {
        return BigDecimal.valueOf(microUsd, 6).toPlainString();
    }
}
