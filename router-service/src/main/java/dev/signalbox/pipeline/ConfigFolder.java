package dev.signalbox.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The folder of the operator's files: {@code roster.yaml} and {@code policies/*.yaml}. */
final class ConfigFolder {

    private static final String ROSTER = "roster.yaml";
    private static final String POLICIES = "policies";

    private final Path folder;

    ConfigFolder(Path folder) {
        this.folder = folder;
    }

    /** Where it is. */
    Path path() {
        return folder;
    }

    /** Puts {@code defaults}, relative path to content, into a folder that does not exist yet; all of them or none. */
    void seed(Map<String, byte[]> defaults) {
        if (Files.exists(folder)) {
            return;
        }
        try {
            Files.createDirectories(folder.getParent());
            var fresh = Files.createTempDirectory(folder.getParent(), "config-");
            for (var file : defaults.entrySet()) {
                var path = fresh.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": not writable, expected a folder of this user", e);
        }
    }

    ConfigFiles read() {
        try {
            var policies = new ArrayList<ConfigFiles.Source>();
            for (var path : policyFiles()) {
                policies.add(source(path));
            }
            return new ConfigFiles(source(folder.resolve(ROSTER)), policies);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage() + ": not readable, expected a file of this user", e);
        }
    }

    /** Changes whenever a file comes, goes or is written. */
    String fingerprint() {
        var marks = new StringBuilder();
        try {
            marks.append(mark(folder.resolve(ROSTER)));
            for (var path : policyFiles()) {
                marks.append('\n').append(mark(path));
            }
        } catch (IOException e) {
            // A file that went away between two looks is a change too; reading then says what is wrong.
            marks.append('\n').append(e);
        }
        return marks.toString();
    }

    private List<Path> policyFiles() throws IOException {
        var policies = folder.resolve(POLICIES);
        if (!Files.isDirectory(policies)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(policies)) {
            return paths.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private ConfigFiles.Source source(Path path) throws IOException {
        return new ConfigFiles.Source(path.toString(), Files.readAllBytes(path));
    }

    private static String mark(Path path) throws IOException {
        return path + " " + Files.size(path) + " " + Files.getLastModifiedTime(path);
    }
}
