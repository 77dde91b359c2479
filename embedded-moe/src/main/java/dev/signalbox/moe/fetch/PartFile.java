package dev.signalbox.moe.fetch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.LongConsumer;

/** A file on its way: what came of it so far, beside where it will be, and which version of it that is. */
final class PartFile {

    private final Path target;
    private final Path part;
    private final Path version;
    private final Path seen;

    PartFile(Path target) {
        this.target = target;
        var name = target.getFileName().toString();
        part = target.resolveSibling(name + ".part");
        version = target.resolveSibling(name + ".version");
        seen = target.resolveSibling(name + ".verified");
    }

    Path target() {
        return target;
    }

    /** Bytes that are here. */
    long length() throws IOException {
        try {
            return Files.size(part);
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** What the server called the version that these bytes are of. */
    Optional<String> version() throws IOException {
        return Files.exists(version) ? Optional.of(Files.readString(version)) : Optional.empty();
    }

    /** Begins anew with bytes of this version. */
    void begin(Optional<String> named) throws IOException {
        discard();
        if (named.isPresent()) {
            Files.write(version, named.get().getBytes(UTF_8));
        }
    }

    FileChannel append() throws IOException {
        return FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    void discard() throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(version);
    }

    /** The SHA-256 of what came. */
    String sha256(LongConsumer progress) throws IOException {
        return Sha256.of(part, progress);
    }

    /** Puts what came, which is whole and verified, in its place. */
    void finish() throws IOException {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(version);
        Files.writeString(seen, stamp());
    }

    /** Whether the file is in its place, and the one that was verified; one that somebody has touched is read again. */
    boolean isVerified(String sha256, LongConsumer progress) throws IOException {
        if (!Files.isRegularFile(target)) {
            return false;
        }
        if (isSeen()) {
            return true;
        }
        if (!Sha256.of(target, progress).equals(sha256)) {
            Files.delete(target);
            return false;
        }
        Files.writeString(seen, stamp());
        return true;
    }

    /** Whether the file is in its place as it was when it was verified, by size and time. */
    boolean isSeen() throws IOException {
        return Files.isRegularFile(target)
                && Files.exists(seen)
                && Files.readString(seen).equals(stamp());
    }

    private String stamp() throws IOException {
        return Files.size(target) + " " + Files.getLastModifiedTime(target).toMillis();
    }
}
