package dev.signalbox.moe.fetch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The model files that are fetched or were, by what is in them: whoever wants the same file shares one download. */
public final class Downloads {

    private final Path folder;
    private final Web web;
    private final Terms terms;
    private final Transfer.Disk disk;
    private final Map<String, Download> underWay = new HashMap<>();

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

    /** Joins the download of this file, or begins it in the background. Close what is returned when it is not needed. */
    public synchronized Download start(ModelUrl model) {
        var known = underWay.get(model.sha256());
        if (known != null && known.join()) {
            return known;
        }
        var fresh = new Download(model, file(model.sha256()), this);
        underWay.put(model.sha256(), fresh);
        fresh.begin();
        return fresh;
    }

    /** Where the file with this content is or will be. */
    public Path file(String sha256) {
        return folder.resolve(sha256 + ".gguf");
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

    synchronized void forget(Download download, String sha256) {
        underWay.remove(sha256, download);
    }
}
