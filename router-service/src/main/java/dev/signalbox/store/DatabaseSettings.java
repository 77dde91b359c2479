package dev.signalbox.store;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the database is.
 *
 * @param url JDBC, such as {@code jdbc:postgresql://db:5432/signalbox}; empty for the embedded server
 * @param user of the external database
 * @param password of the external database
 * @param startTimeout how long a start waits for a database that does not answer
 * @param connections most at one time
 */
@ConfigurationProperties("signalbox.database")
public record DatabaseSettings(
        @DefaultValue("") String url,
        @DefaultValue("signalbox") String user,
        @DefaultValue("") String password,
        @DefaultValue("30s") Duration startTimeout,
        @DefaultValue("8") int connections) {

    public DatabaseSettings {
        if (!url.isEmpty() && !url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "signalbox.database.url: \"" + url + "\", expected jdbc:postgresql://HOST:PORT/NAME, or nothing");
        }
        if (connections < 2) {
            throw new IllegalArgumentException(
                    "signalbox.database.connections: " + connections + ", expected at least 2");
        }
    }

    boolean embedded() {
        return url.isEmpty();
    }

    /** The password stays out of logs. */
    @Override
    public String toString() {
        return "DatabaseSettings[url=" + url + ", user=" + user + "]";
    }

    /** How to reach a server. */
    record Target(String url, String user, String password) {
        @Override
        public String toString() {
            return url + " as " + user;
        }
    }
}
