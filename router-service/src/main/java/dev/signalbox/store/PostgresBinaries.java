package dev.signalbox.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs for this machine, unpacked from the class path once per home folder. */
final class PostgresBinaries {

    private static final Logger log = LoggerFactory.getLogger(PostgresBinaries.class);

    private final Path folder;

    private PostgresBinaries(Path folder) {
        this.folder = folder;
    }

    /** Unpacks into {@code parent} unless that has been done before; the caller keeps other processes out of it. */
    static PostgresBinaries in(Path parent) {
        var archive = archive();
        try {
            var folder = parent.resolve("postgres-" + fingerprint(archive));
            if (!Files.exists(folder)) {
                log.info("unpacking PostgreSQL into {}", folder);
                var partial = parent.resolve("postgres-partial");
                delete(partial);
                unpack(archive, partial);
                Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
            }
            return new PostgresBinaries(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL cannot be unpacked into " + parent, e);
        }
    }

    String initdb() {
        return program("initdb");
    }

    String pgCtl() {
        return program("pg_ctl");
    }

    String postgres() {
        return program("postgres");
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private String program(String name) {
        return folder.resolve("bin").resolve(name).toString();
    }

    private static URL archive() {
        var os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        var arch = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        var name = "/postgres-" + os + "-" + arch + ".txz";
        return Optional.ofNullable(PostgresBinaries.class.getResource(name))
                .orElseThrow(() -> new IllegalStateException("no embedded PostgreSQL for this machine (" + name
                        + " is not on the class path); set signalbox.database.url to use your own"));
    }

    /** Changes whenever the archive does, without reading it. */
    private static String fingerprint(URL archive) throws IOException {
        var connection = archive.openConnection();
        connection.setUseCaches(false);
        if (connection instanceof JarURLConnection jar) {
            try (var file = jar.getJarFile()) {
                return Long.toHexString(file.getEntry(jar.getEntryName()).getCrc());
            }
        }
        return Long.toHexString(connection.getContentLengthLong());
    }

    private static void unpack(URL archive, Path target) throws IOException {
        try (InputStream packed = new BufferedInputStream(archive.openStream(), 1 << 16);
                var tar = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                write(entry, tar, target);
            }
        }
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        var path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("archive entry " + entry.getName() + " points outside of the archive");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(content, path);
        if ((entry.getMode() & 0100) != 0 && !path.toFile().setExecutable(true)) {
            throw new IOException(path + ": cannot be made executable");
        }
    }
}
