package dev.signalbox.moe;

import dev.signalbox.moe.llama.LlamaLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * llama.cpp's library for this machine: the operator's own, built for a GPU or newer, or else the one that the binding's
 * jar carries, copied into a folder of ours. The binding's own loader would use a fixed name in the shared temporary
 * folder, where another user or process can replace it.
 */
public final class NativeLibrary {

    /** The setting that names the operator's own; the environment variable is for containers and workers. */
    public static final String SETTING = "signalbox.local.library";

    private static final String VARIABLE = "SIGNALBOX_LOCAL_LIBRARY";

    private NativeLibrary() {}

    static LlamaLibrary load(Path folder) throws IOException {
        return LlamaLibrary.load(file(folder));
    }

    /** Makes {@code library} the operator's own for this whole process; nothing leaves the choice as it is. */
    public static void choose(String library) {
        if (!library.isBlank()) {
            System.setProperty(SETTING, library.strip());
        }
    }

    /** The operator's own, if there is one. */
    static Optional<Path> own() {
        var named =
                Optional.ofNullable(System.getProperty(SETTING)).or(() -> Optional.ofNullable(System.getenv(VARIABLE)));
        return named.filter(text -> !text.isBlank()).map(Path::of);
    }

    /** The file to load; the bundled one is copied to {@code folder} if it is not there. */
    public static Path file(Path folder) throws IOException {
        var own = own();
        if (own.isPresent()) {
            if (!Files.isRegularFile(own.get())) {
                throw new IOException(SETTING + ": no file " + own.get() + ", expected llama.cpp's libllama");
            }
            return own.get().toRealPath();
        }
        return bundled(folder);
    }

    /** The bundled library, copied to {@code folder} if it is not there. */
    public static Path bundled(Path folder) throws IOException {
        var system = System.getProperty("os.name", "");
        var processor = System.getProperty("os.arch", "");
        var name = System.mapLibraryName("jllama");
        var resource = "/de/kherud/llama/" + systemFolder(system) + "/" + processorFolder(processor) + "/" + name;
        var url = LlamaLibrary.class.getResource(resource);
        if (url == null) {
            throw new IOException("local experts: no llama.cpp library for " + system + " on " + processor
                    + ", expected Linux or macOS on x86-64 or ARM64");
        }
        return Extraction.extract(url, folder.resolve(name));
    }

    private static String systemFolder(String system) {
        if (system.startsWith("Mac")) {
            return "Mac";
        }
        return system.startsWith("Windows") ? "Windows" : system;
    }

    private static String processorFolder(String processor) {
        return switch (processor.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "aarch64";
            default -> processor;
        };
    }
}
