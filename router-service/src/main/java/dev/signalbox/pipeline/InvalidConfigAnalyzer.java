package dev.signalbox.pipeline;

import dev.signalbox.yaml.ConfigException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Tells an operator what is wrong in a file, and nothing else. */
final class InvalidConfigAnalyzer extends AbstractFailureAnalyzer<ConfigException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, ConfigException cause) {
        return new FailureAnalysis(cause.getMessage(), "Correct the file, then start again.", cause);
    }
}
