package dev.signalbox.moe.fetch;

import dev.signalbox.experts.Cancellation;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One try to bring the rest of a file here. Goes on where the last one ended if the server can and its file is the same. */
final class Transfer {

    private static final int MOST_REDIRECTS = 5;
    private static final int BUFFER_BYTES = 1 << 16;
    /** Left free for whatever else the disk is for. */
    private static final long SPARE_BYTES = 64L << 20;

    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes (?:(\\d{1,18})-(\\d{1,18})|\\*)/(\\d{1,18}|\\*)");

    private final Web web;
    private final PartFile file;
    private final Disk disk;
    private final Cancellation cancellation;
    private final Listener listener;

    /** What the file is written to. */
    @FunctionalInterface
    interface Disk {
        long usableBytes() throws IOException;
    }

    /** Hears how far it is. */
    @FunctionalInterface
    interface Listener {
        /** @param total -1 while nobody has said */
        void at(long done, long total);
    }

    Transfer(Web web, PartFile file, Disk disk, Cancellation cancellation, Listener listener) {
        this.web = web;
        this.file = file;
        this.disk = disk;
        this.cancellation = cancellation;
        this.listener = listener;
    }

    /**
     * Returns when all bytes that the server has are here.
     *
     * @return whether they came in one piece, without any from an earlier try
     */
    boolean run(URI url) throws IOException {
        boolean fresh = file.length() == 0;
        var at = url;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            boolean named = sameOrigin(url, at);
            var request = new Web.Request(at, named, headers(), cancellation);
            var here = at;
            var next = web.get(request, response -> read(response, here));
            if (next.isEmpty()) {
                return fresh;
            }
            at = next.get();
        }
        throw new RefusedDownloadException("more than " + MOST_REDIRECTS + " redirects");
    }

    private static boolean sameOrigin(URI one, URI other) {
        return one.getScheme().equals(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && one.getPort() == other.getPort();
    }

    private Map<String, String> headers() throws IOException {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Accept-Encoding", "identity");
        long length = file.length();
        if (length > 0) {
            headers.put("Range", "bytes=" + length + "-");
            file.version().ifPresent(version -> headers.put("If-Range", version));
        }
        return headers;
    }

    /** Returns where to go instead, or nothing when the file is here. */
    private Optional<URI> read(Web.Response response, URI from) throws IOException {
        int status = response.status();
        switch (status) {
            case 200 -> {
                file.begin(version(response));
                receive(response, number(response.header("Content-Length")));
            }
            case 206 -> receive(response, total(response));
            case 416 -> settleEnd(response);
            case 301, 302, 303, 307, 308 -> {
                return Optional.of(target(response, from));
            }
            case 408, 425, 429, 500, 502, 503, 504 -> throw new IOException(from.getHost() + " answered " + status);
            default -> throw new RefusedDownloadException(from.getHost() + " answered " + status);
        }
        return Optional.empty();
    }

    private static URI target(Web.Response response, URI from) throws IOException {
        var location = response.header("Location")
                .orElseThrow(() -> new RefusedDownloadException(from.getHost() + " redirects without saying where to"));
        URI to;
        try {
            to = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new RefusedDownloadException(from.getHost() + " redirects to what is no URL");
        }
        var scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
        boolean known = scheme.equals("https")
                || (scheme.equals("http") && from.getScheme().equals("http"));
        if (!known || to.getHost() == null || to.getRawUserInfo() != null) {
            throw new RefusedDownloadException(from.getHost() + " redirects to " + scheme
                    + ", expected https, or http from http, and a host without a user");
        }
        return to;
    }

    /** A strong name of this version: only such a one may be asked for by If-Range. */
    private static Optional<String> version(Web.Response response) {
        return response.header("ETag").filter(tag -> !tag.startsWith("W/")).or(() -> response.header("Last-Modified"));
    }

    private static long number(Optional<String> header) {
        return header.filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(-1L);
    }

    /** The whole file's length, of a reply that must go on where we are. */
    private long total(Web.Response response) throws IOException {
        var range = CONTENT_RANGE.matcher(response.header("Content-Range").orElse(""));
        if (!range.matches() || range.group(1) == null || Long.parseLong(range.group(1)) != file.length()) {
            file.discard();
            throw new IOException("the server sent another part than was asked for; begins anew");
        }
        return number(Optional.of(range.group(3)));
    }

    /** The server has nothing after what is here: either that is all, or it is of another file. */
    private void settleEnd(Web.Response response) throws IOException {
        var range = CONTENT_RANGE.matcher(response.header("Content-Range").orElse(""));
        if (!range.matches() || number(Optional.of(range.group(3))) != file.length()) {
            file.discard();
            throw new IOException("what is here is longer than the server's file; begins anew");
        }
    }

    private void receive(Web.Response response, long total) throws IOException {
        long done = file.length();
        checkRoom(total < 0 ? 0 : total - done);
        listener.at(done, total);
        try (var out = file.append()) {
            done = copy(response, out, done, total);
        }
        if (total >= 0 && done != total) {
            throw new IOException("cut short: " + done + " of " + total + " bytes came");
        }
    }

    private long copy(Web.Response response, FileChannel out, long from, long total) throws IOException {
        var buffer = new byte[BUFFER_BYTES];
        long done = from;
        for (int count = response.read(buffer); count >= 0; count = response.read(buffer)) {
            if ((done >> 24) != ((done + count) >> 24)) {
                checkRoom(0);
            }
            write(out, ByteBuffer.wrap(buffer, 0, count));
            done += count;
            listener.at(done, total);
        }
        return done;
    }

    private void write(FileChannel out, ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            checkRoom(bytes.remaining());
            throw e;
        }
    }

    private void checkRoom(long wanted) throws IOException {
        long usable = disk.usableBytes();
        if (usable - SPARE_BYTES < wanted) {
            throw new IOException("the disk is full: " + (wanted >> 20) + " MiB more are needed and "
                    + (SPARE_BYTES >> 20) + " MiB to spare, " + (usable >> 20) + " MiB are free");
        }
    }
}
