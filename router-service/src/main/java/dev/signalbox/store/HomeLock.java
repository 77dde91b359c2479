package dev.signalbox.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right to use a home folder, held by at most one process.
 *
 * <p>The operating system frees it when the process ends, however it ends, so no stale lock can be left behind.
 */
public final class HomeLock implements AutoCloseable {

    private static final String NAME = "signalbox.lock";

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock, or says who has it. */
    public static HomeLock take(Home home) {
        var file = home.run().resolve(NAME);
        try {
            var channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                throw taken(home, channel);
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
            return new HomeLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": cannot be locked", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static IllegalStateException taken(Home home, FileChannel channel) throws IOException {
        try (channel) {
            var pid = ByteBuffer.allocate(20);
            channel.read(pid, 0);
            var holder = new String(pid.array(), 0, pid.position(), UTF_8);
            Path root = home.root();
            return new IllegalStateException("signalbox.home: " + root + " is in use by process " + holder
                    + ", expected a folder that no other service uses; stop that one or choose another folder");
        }
    }
}
