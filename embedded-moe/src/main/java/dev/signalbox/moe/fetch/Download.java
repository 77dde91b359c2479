package dev.signalbox.moe.fetch;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.moe.fetch.Progress.State;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One file on its way here, or here. It is in its place only once all of it has come and its SHA-256 is right; another
 * process that fetches the same file is waited for.
 */
public final class Download implements AutoCloseable {

    private static final Duration LOCK_PAUSE = Duration.ofSeconds(1);

    private final ModelUrl model;
    private final PartFile file;
    private final Downloads owner;
    private final Cancellation cancellation = new Cancellation();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CompletableFuture<Path> done = new CompletableFuture<>();
    private volatile Progress progress = new Progress(State.DOWNLOADING, 0, -1, "");
    private int holders = 1;

    Download(ModelUrl model, Path target, Downloads owner) {
        this.model = model;
        this.owner = owner;
        file = new PartFile(target);
    }

    /** One holder more; false when the last one has left. */
    synchronized boolean join() {
        if (holders == 0) {
            return false;
        }
        holders++;
        return true;
    }

    /** A file that is here already is so at once. */
    void begin() {
        try {
            Files.createDirectories(file.target().resolveSibling(""));
            if (file.isSeen()) {
                finish();
                return;
            }
        } catch (IOException e) {
            fail("the folder for downloads: " + e.getMessage());
            return;
        }
        Thread.ofPlatform()
                .daemon()
                .name("download-" + model.sha256().substring(0, 8))
                .start(this::fetch);
    }

    public Progress progress() {
        return progress;
    }

    /** The file, once it is here and verified. */
    public Optional<Path> file() {
        return done.isDone() && !done.isCompletedExceptionally() ? Optional.of(done.join()) : Optional.empty();
    }

    /**
     * Completes with the file, or with a {@link RefusedDownloadException} when it will never come. Its stages run on the
     * download's thread, or at once.
     */
    public CompletableFuture<Path> done() {
        return done.copy();
    }

    /** Stops fetching when nobody else holds it; what has come stays, for the next one to go on with. */
    @Override
    public void close() {
        synchronized (this) {
            if (holders == 0 || --holders > 0) {
                return;
            }
        }
        owner.forget(this, model);
        stopped.countDown();
        cancellation.cancel();
    }

    /** Whether nobody holds it any more. */
    public synchronized boolean isClosed() {
        return holders == 0;
    }

    private void fetch() {
        try {
            if (file.isVerified(model.sha256(), bytes -> at(State.VERIFYING, bytes, progress.total()))) {
                finish();
                return;
            }
            persist();
        } catch (RefusedDownloadException e) {
            fail(e.getMessage());
        } catch (IOException e) {
            fail(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail("interrupted");
        } catch (RuntimeException e) {
            fail("a bug: " + e);
            throw e;
        }
    }

    private void persist() throws IOException, InterruptedException {
        int vain = 0;
        while (true) {
            long before = file.length();
            try (var lock = lock()) {
                if (lock.mine() && attempt()) {
                    finish();
                    return;
                }
                if (file.isSeen()) {
                    finish(); // by another process
                    return;
                }
            } catch (RefusedDownloadException e) {
                throw e;
            } catch (IOException e) {
                vain = file.length() > before ? 0 : vain + 1;
                pause(vain, e);
            }
        }
    }

    private void pause(int vain, IOException problem) throws IOException, InterruptedException {
        var terms = owner.terms();
        if (vain >= terms.tries()) {
            throw problem;
        }
        var now = progress;
        progress = new Progress(State.WAITING, now.done(), now.total(), said(problem));
        long first = terms.firstPause().toMillis();
        long pause = Math.min(first << Math.min(vain, 20), terms.longestPause().toMillis());
        awaitStop(pause);
    }

    private static String said(IOException problem) {
        var message = problem.getMessage();
        return message == null ? problem.getClass().getSimpleName() : message;
    }

    private void awaitStop(long millis) throws IOException, InterruptedException {
        if (stopped.await(millis, TimeUnit.MILLISECONDS)) {
            throw new RefusedDownloadException("stopped");
        }
    }

    /** Whether the whole file has come and is the right one. */
    private boolean attempt() throws IOException {
        var transfer = new Transfer(
                owner.web(), file, owner.disk(), cancellation, (bytes, total) -> at(State.DOWNLOADING, bytes, total));
        boolean fresh;
        try {
            fresh = transfer.run(model.url());
        } catch (IOException e) {
            if (cancellation.isCancelled()) {
                throw new RefusedDownloadException("stopped");
            }
            throw e;
        }
        long total = file.length();
        var sha256 = file.sha256(bytes -> at(State.VERIFYING, bytes, total));
        if (sha256.equals(model.sha256())) {
            file.finish();
            return true;
        }
        file.discard();
        var problem = "SHA-256 is " + sha256 + ", expected " + model.sha256() + "; what came is removed";
        if (fresh) {
            throw new RefusedDownloadException(problem);
        }
        throw new IOException(problem + ", as parts of several tries may not fit together");
    }

    private void at(State state, long bytes, long total) {
        progress = new Progress(state, bytes, total, "");
    }

    private void finish() throws IOException {
        long size = Files.size(file.target());
        progress = new Progress(State.DONE, size, size, "");
        done.complete(file.target());
    }

    private void fail(String problem) {
        var now = progress;
        progress = new Progress(State.FAILED, now.done(), now.total(), problem);
        done.completeExceptionally(new RefusedDownloadException(problem));
    }

    /** The right to fetch this file, among processes; or, after a while, the sign to look whether another one has. */
    private Locked lock() throws IOException, InterruptedException {
        var path = file.target().resolveSibling(file.target().getFileName() + ".lock");
        var channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            var lock = tryLock(channel);
            if (lock.isEmpty()) {
                progress = new Progress(State.WAITING, file.length(), -1, "another process downloads it");
                awaitStop(LOCK_PAUSE.toMillis());
            }
            return new Locked(channel, lock.isPresent());
        } catch (IOException | InterruptedException e) {
            channel.close();
            throw e;
        }
    }

    private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    private record Locked(FileChannel channel, boolean mine) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
