package dev.signalbox.moe.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The model files that are fetched or were, by what is in them: whoever wants the same file from the same
 * place shares one download. */
public final class Downloads {

    private final Path folder;
    private final Web web;
    private final Terms terms;
    private final Transfer.Disk disk;
    private final Map<ModelUrl, Download> underWay = new HashMap<>();

    /**
     * How hard to try.
     *
     * @param tries in a row that may bring nothing
     * @param firstPause after such a try, doubled for each further one
     * @param longestPause between two tries
     */
    public record Terms(int tries, Duration firstPause, Duration longestPause) {

        /** Of a service, which has time. */
        public static final Terms PATIENT = new Terms(Integer.MAX_VALUE, Duration.ofSeconds(1), Duration.ofMinutes(5));

        /** Of a person who waits. */
        public static final Terms BRISK = new Terms(5, Duration.ofSeconds(1), Duration.ofSeconds(8));
    }

    /** @param folder where files and parts of files are kept, private to this installation */
    public Downloads(Path folder, Web web, Terms terms) {
        this(folder, web, terms, () -> Files.getFileStore(folder).getUsableSpace());
    }

    Downloads(Path folder, Web web, Terms terms, Transfer.Disk disk) {
        this.disk = disk;
        this.folder = folder.toAbsolutePath();
        this.web = web;
        this.terms = terms;
    }

    /** Joins the download of this file, or begins it in the background, anew where it has failed. Close what is returned when it is not needed. */
    public synchronized Download start(ModelUrl model) {
        var known = underWay.get(model);
        if (known != null && known.progress().state() != Progress.State.FAILED && known.join()) {
            return known;
        }
        var fresh = new Download(model, file(model), this);
        underWay.put(model, fresh);
        fresh.begin();
        return fresh;
    }

    /** Where the file is or will be: by the name that its URL gives it, unless it came by another name before. */
    public Path file(ModelUrl model) {
        return find(folder, model.sha256())
                .orElseGet(() -> folder.resolve(model.sha256()).resolve(model.name()));
    }

    /**
     * The file with this content, if it is here. It was verified when it came.
     *
     * @param folder where files are kept, each in a folder by its hash
     */
    public static Optional<Path> find(Path folder, String sha256) {
        var own = folder.resolve(sha256);
        if (!Files.isDirectory(own)) {
            return Optional.empty();
        }
        try (var files = Files.list(own)) {
            return files.filter(file -> file.toString().endsWith(ModelUrl.SUFFIX))
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Web web() {
        return web;
    }

    Terms terms() {
        return terms;
    }

    Transfer.Disk disk() {
        return disk;
    }

    synchronized void forget(Download download, ModelUrl model) {
        underWay.remove(model, download);
    }
}
