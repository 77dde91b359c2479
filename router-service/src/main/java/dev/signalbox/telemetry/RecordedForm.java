package dev.signalbox.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.policy.Decision;

/** A decision as its record tells it, to hold one against the other. */
public final class RecordedForm {

    private static final RecordJson JSON = new RecordJson();

    private RecordedForm() {}

    /** A JSON object whose keys are columns of the database, {@code chosen} for {@code expert}. */
    public static String of(Decision decision) {
        return new String(JSON.decision(decision), UTF_8);
    }
}
