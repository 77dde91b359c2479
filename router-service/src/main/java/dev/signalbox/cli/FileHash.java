package dev.signalbox.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of a file that may be large. */
final class FileHash {

    private static final int PIECE = 1 << 20;

    private FileHash() {}

    /** Told how many bytes are done. */
    @FunctionalInterface
    interface Watcher {
        void done(long bytes, long of);
    }

    static String sha256(Path file, Watcher watcher) throws IOException {
        var digest = digest();
        var piece = ByteBuffer.allocate(PIECE);
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(piece.clear()) >= 0) {
                digest.update(piece.flip());
                watcher.done(channel.position(), channel.size());
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
