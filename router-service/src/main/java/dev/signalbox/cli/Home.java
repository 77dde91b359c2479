package dev.signalbox.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder that a Signalbox lives in, and what the command line finds there.
 *
 * @param folder as the user named it, so that messages show it that way
 */
record Home(Path folder) {

    Path adminKey() {
        return folder.resolve("admin.key");
    }

    Path log() {
        return folder.resolve("logs").resolve("signalbox.log");
    }

    /** What the JVM itself writes before and beside the log. */
    Path console() {
        return folder.resolve("logs").resolve("console.log");
    }

    Path runFile() {
        return folder.resolve("run").resolve("service.properties");
    }

    Path database() {
        return folder.resolve("data").resolve("postgres");
    }

    void create() {
        try {
            Files.createDirectories(runFile().getParent());
            Files.createDirectories(log().getParent());
        } catch (IOException e) {
            throw new VerbException(VerbException.NOT_STARTED, "Cannot create the home folder: " + e.getMessage());
        }
    }

    Optional<String> readAdminKey() {
        try {
            return Files.exists(adminKey())
                    ? Optional.of(Files.readString(adminKey()).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw VerbException.failed("Cannot read " + adminKey() + ": " + e.getMessage());
        }
    }
}
