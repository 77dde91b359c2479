package dev.signalbox.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Optional;
import java.util.Set;

/**
 * The folder that holds everything a service keeps on disk.
 *
 * @param root absolute
 */
public record Home(Path root) {

    public Home {
        root = root.toAbsolutePath().normalize();
    }

    /** What must survive: {@code postgres} and {@code spool}; of no concern to other users. */
    public Path data() {
        return folder("data", OwnerOnly.folder());
    }

    public Path logs() {
        return folder("logs");
    }

    /** What can be made again: unpacked programs, lock files. */
    public Path run() {
        return folder("run");
    }

    /** The administrator's key, for the command line on this machine. */
    public Path adminKey() {
        return root.resolve("admin.key");
    }

    /** The one line of {@code file}, empty when there is no such file. */
    public static Optional<String> readSecret(Path file) {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": not readable, expected a file of this user", e);
        }
    }

    /** Replaces {@code file} in one step; at no moment can anyone but the owner read it. */
    public static void writeSecret(Path file, String secret) {
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            try (var channel = FileChannel.open(
                    fresh, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), OwnerOnly.file())) {
                var bytes = ByteBuffer.wrap((secret + "\n").getBytes(UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": not writable, expected a folder of this user", e);
        }
    }

    private Path folder(String name, FileAttribute<?>... attributes) {
        try {
            Files.createDirectories(root);
            return Files.createDirectories(root.resolve(name), attributes);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "signalbox.home: " + root + " is not writable, expected a folder of this user", e);
        }
    }
}
