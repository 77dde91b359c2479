package dev.signalbox.tenancy;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells an operator what is wrong with the key that the environment gives, and nothing else. */
final class BadAdminKeyAnalyzer extends AbstractFailureAnalyzer<BadAdminKeyException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, BadAdminKeyException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Give SIGNALBOX_ADMIN_KEY another value, or none to have one made, then start again.",
                cause);
    }
}
