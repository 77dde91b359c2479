package dev.signalbox.telemetry;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How records are gathered.
 *
 * @param linger how long a record waits for others to be written with it
 * @param batch most records in one transaction
 * @param retry pause after the database was first found away; doubles up to {@code retryMax}
 * @param retryMax longest pause; also how much a loss of power can take while the database is away
 * @param drain how long a clean stop waits for the database; what is left stays in the spool
 * @param terms whether to keep the hashed terms of a question that a decision looked at; without them it cannot be
 *     recomputed, nor learned from; with them, common words of the question can be guessed
 * @param reasons whether to keep what experts that were asked for advice gave as their reasons, which may quote the question
 */
@ConfigurationProperties("signalbox.records")
record RecordSettings(
        @DefaultValue("50ms") Duration linger,
        @DefaultValue("500") int batch,
        @DefaultValue("100ms") Duration retry,
        @DefaultValue("2s") Duration retryMax,
        @DefaultValue("5s") Duration drain,
        @DefaultValue("true") boolean terms,
        @DefaultValue("false") boolean reasons) {

    RecordSettings {
        if (batch < 1) {
            throw new IllegalArgumentException("signalbox.records.batch: " + batch + ", expected at least 1");
        }
    }
}
