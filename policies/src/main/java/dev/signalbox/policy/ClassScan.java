package dev.signalbox.policy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Lists the top-level classes of one package, from folders and jars alike, jars inside a jar included. The package's own
 * {@code package-info} leads to it, so only places that hold the package are read.
 */
final class ClassScan {

    private static final String ANCHOR = "package-info.class";

    private ClassScan() {}

    /** Sorted by name; loaded, not initialised. */
    static List<Class<?>> in(String packageName, ClassLoader loader) {
        var folder = packageName.replace('.', '/') + "/";
        var names = new TreeSet<String>();
        try {
            for (var url : (Iterable<URL>) () -> anchors(folder, loader).iterator()) {
                names.addAll(files(url, folder));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list package " + packageName, e);
        }
        return names.stream()
                .filter(name -> name.endsWith(".class") && !name.contains("$") && !name.equals(ANCHOR))
                .<Class<?>>map(name -> load(packageName + "." + name.substring(0, name.length() - 6), loader))
                .toList();
    }

    private static Stream<URL> anchors(String folder, ClassLoader loader) {
        try {
            return loader.resources(folder + ANCHOR);
        } catch (UncheckedIOException e) {
            throw new UncheckedIOException("cannot find " + folder, e.getCause());
        }
    }

    private static List<String> files(URL anchor, String folder) throws IOException {
        if (anchor.getProtocol().equals("file")) {
            try (var files = Files.list(Path.of(anchor.toURI()).resolveSibling("."))) {
                return files.map(file -> file.getFileName().toString()).toList();
            } catch (URISyntaxException e) {
                throw new IOException(anchor.toString(), e);
            }
        }
        if (anchor.openConnection() instanceof JarURLConnection connection) {
            connection.setUseCaches(false);
            try (var jar = connection.getJarFile()) {
                return jar.stream()
                        .map(entry -> entry.getName())
                        .filter(name -> name.startsWith(folder) && name.indexOf('/', folder.length()) < 0)
                        .map(name -> name.substring(folder.length()))
                        .toList();
            }
        }
        throw new IOException("cannot list classes at " + anchor);
    }

    private static Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("class " + name + " was listed and is not there", e);
        }
    }
}
