package dev.signalbox.moe;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.moe.fetch.Download;
import dev.signalbox.moe.fetch.Progress;
import dev.signalbox.moe.gate.Steering;
import dev.signalbox.moe.llama.LlamaException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A model whose file comes from the network: absent, with how far it is, until the file is here and was found right. */
final class DownloadedModel implements LocalModel {

    private static final Logger LOGGER = System.getLogger(DownloadedModel.class.getName());
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    private final Download download;
    private final CompletableFuture<LocalModel> opened;
    private boolean closed;

    /** Opens the model of a file that is here; problems as {@link LocalProvider#open} says them. */
    @FunctionalInterface
    interface Opener {
        LocalModel open(Path file) throws IOException;
    }

    DownloadedModel(Download download, Opener opener) {
        this.download = download;
        opened = download.done().thenApply(file -> open(opener, file));
    }

    private LocalModel open(Opener opener, Path file) {
        LocalModel model;
        try {
            model = opener.open(file);
        } catch (IOException | LlamaException | IllegalArgumentException e) {
            LOGGER.log(Level.WARNING, "a downloaded model is not available: " + e.getMessage());
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        synchronized (this) {
            if (closed) {
                model.close();
                throw new RejectedExecutionException("closed");
            }
        }
        return model;
    }

    @Override
    public Runtimes.Use use(Duration patience, Cancellation cancellation, @Nullable Effort effort)
            throws AbsentModelException, InterruptedException {
        synchronized (this) {
            if (closed) {
                throw new RejectedExecutionException("closed");
            }
        }
        return switch (opened.state()) {
            case SUCCESS -> opened.resultNow().use(patience, cancellation, effort);
            case RUNNING -> throw onItsWay(download.progress());
            case FAILED, CANCELLED ->
                throw new AbsentModelException(Kind.UNAVAILABLE, "the model is unavailable: " + problem(), ASK_AGAIN);
        };
    }

    @Override
    public Phrasing phrasing() {
        return opened.resultNow().phrasing();
    }

    @Override
    public Map<String, Steering> steerings() {
        return opened.resultNow().steerings();
    }

    /** A download that has just failed says so a moment before it ends. */
    private static AbsentModelException onItsWay(Progress progress) {
        var message = progress.state() == Progress.State.FAILED
                ? "the model is unavailable: " + progress.problem()
                : "the model is " + progress.text();
        return new AbsentModelException(Kind.UNAVAILABLE, message, ASK_AGAIN);
    }

    private String problem() {
        return download.file().isPresent()
                ? String.valueOf(opened.exceptionNow().getMessage())
                : download.progress().problem();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        download.close();
        var _ = opened.thenAccept(LocalModel::close);
    }
}
