package dev.signalbox.moe.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** What identifies a file's content: 64 lower-case hexadecimal digits. */
public final class Sha256 {

    private static final int BUFFER_BYTES = 1 << 20;

    private Sha256() {}

    /** @param progress is told how many bytes were read, again and again */
    public static String of(Path file, LongConsumer progress) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return of(in, progress);
        }
    }

    /** Reads to the end. */
    public static String of(InputStream in, LongConsumer progress) throws IOException {
        var digest = digest();
        var buffer = new byte[BUFFER_BYTES];
        long read = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            digest.update(buffer, 0, count);
            read += count;
            progress.accept(read);
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
