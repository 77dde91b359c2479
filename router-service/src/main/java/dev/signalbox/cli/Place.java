package dev.signalbox.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which Signalbox is meant, shared by all verbs. */
final class Place {

    static final int DEFAULT_PORT = 8484;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "${env:SIGNALBOX_HOME:-.signalbox}",
            description = "Home folder: configuration, data, logs (default: $SIGNALBOX_HOME or .signalbox).")
    private Path folder = Path.of(".signalbox");

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the service (default: $SIGNALBOX_PORT, the running service's or 8484).")
    private @Nullable Integer port;

    Home home() {
        return new Home(folder);
    }

    /** Where a new service is to listen. */
    int portToOpen() {
        return chosenPort().orElse(DEFAULT_PORT);
    }

    /** Where the running service listens: as told, else as the home folder remembers. */
    URI url() {
        int known =
                chosenPort().or(() -> Running.read(home()).map(Running::port)).orElse(DEFAULT_PORT);
        return url(known);
    }

    static URI url(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    Api api() {
        var key = environment("SIGNALBOX_API_KEY")
                .or(() -> home().readAdminKey())
                .or(() -> environment("SIGNALBOX_ADMIN_KEY"));
        return new Api(url(), key);
    }

    private Optional<Integer> chosenPort() {
        if (port != null) {
            return Optional.of(port);
        }
        return environment("SIGNALBOX_PORT").map(Place::parsePort);
    }

    static Optional<String> environment(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }

    private static int parsePort(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException _) {
            throw VerbException.failed("SIGNALBOX_PORT: \"" + value + "\", expected a number");
        }
    }
}
