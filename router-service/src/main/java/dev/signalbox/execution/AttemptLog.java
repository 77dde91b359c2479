package dev.signalbox.execution;

import dev.signalbox.learn.Attempt;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells operators of attempts: how many, how long, how they ended, and which expert has a bug. */
final class AttemptLog {

    private static final Logger LOG = LoggerFactory.getLogger(AttemptLog.class);
    private static final int FRAMES = 12;

    private final MeterRegistry meters;

    AttemptLog(MeterRegistry meters) {
        this.meters = meters;
    }

    void note(Attempt attempt) {
        var failure = attempt.failure();
        var outcome = failure == null ? "answered" : failure.name().toLowerCase(Locale.ROOT);
        var who = Tags.of("expert", attempt.expert(), "deployment", attempt.deployment());
        meters.timer("signalbox.attempts", who.and("outcome", outcome))
                .record(attempt.timing().total());
        var firstToken = attempt.timing().firstToken();
        if (firstToken != null) {
            meters.timer("signalbox.first.token", who).record(firstToken);
        }
        if (failure != null) {
            LOG.info("{} ({}) failed: {}", attempt.expert(), attempt.deployment(), outcome);
        }
    }

    /** Without the messages: an exception may quote the prompt. */
    void bug(Deployment deployment, RuntimeException bug) {
        LOG.error("bug in {} ({}): {}", deployment.card().name(), deployment.name(), shape(bug));
    }

    private static String shape(Throwable thrown) {
        var frames = Arrays.stream(thrown.getStackTrace())
                .limit(FRAMES)
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining());
        var cause = thrown.getCause();
        return thrown.getClass().getName() + frames + (cause == null ? "" : "\n  caused by " + shape(cause));
    }
}
