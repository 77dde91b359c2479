package dev.signalbox.moe;

import dev.signalbox.moe.fetch.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Copies a class-path resource to a file, for native code that needs one. The file is whole or absent, never half
 * written: it is written beside and moved into place. A file that is not the resource, byte for byte by SHA-256, is
 * replaced, so an interrupted or altered one never counts.
 */
final class Extraction {

    private Extraction() {}

    /** Makes {@code target} hold {@code resource}; its folder is made as needed. */
    static Path extract(URL resource, Path target) throws IOException {
        var folder = target.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(target + ": has no folder");
        }
        Files.createDirectories(folder);
        if (Files.isRegularFile(target) && Sha256.of(target, _ -> {}).equals(sha256(resource))) {
            return target;
        }
        var beside = Files.createTempFile(folder, target.getFileName().toString(), ".part");
        try {
            try (var in = open(resource)) {
                Files.copy(in, beside, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
        return target;
    }

    /** Without the class path's cache, which would keep the jar open. */
    private static InputStream open(URL resource) throws IOException {
        var connection = resource.openConnection();
        connection.setUseCaches(false);
        return connection.getInputStream();
    }

    private static String sha256(URL resource) throws IOException {
        try (var in = open(resource)) {
            return Sha256.of(in, _ -> {});
        }
    }
}
