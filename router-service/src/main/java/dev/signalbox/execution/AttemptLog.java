package dev.signalbox.execution;

import dev.signalbox.learn.Attempt;
import dev.signalbox.telemetry.MeterCache;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
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
    private final MeterCache<Series, Timer> timers = new MeterCache<>(this::registered);

    AttemptLog(MeterRegistry meters) {
        this.meters = meters;
    }

    /** @param who what metrics call the attempt's expert */
    void note(Attempt attempt, String who) {
        var failure = attempt.failure();
        var outcome = failure == null ? "answered" : failure.name().toLowerCase(Locale.ROOT);
        timers.of(new Series("signalbox.attempts", who, attempt.deployment(), outcome))
                .record(attempt.timing().total());
        var firstToken = attempt.timing().firstToken();
        if (firstToken != null) {
            timers.of(new Series("signalbox.first.token", who, attempt.deployment(), ""))
                    .record(firstToken);
        }
        if (failure != null) {
            LOG.info("{} ({}) failed: {}", attempt.expert(), attempt.deployment(), outcome);
        }
    }

    private Timer registered(Series series) {
        var who = Tags.of("expert", series.expert(), "deployment", series.deployment());
        return meters.timer(series.name(), series.outcome().isEmpty() ? who : who.and("outcome", series.outcome()));
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

    /** @param outcome empty where the meter tells none */
    private record Series(String name, String expert, String deployment, String outcome) {}
}
