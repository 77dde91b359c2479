package dev.signalbox.moe;

import dev.signalbox.moe.llama.LlamaLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * llama.cpp's library for this machine, copied from the binding's jar into a folder of ours. The binding's own loader
 * would use a fixed name in the shared temporary folder, where another user or process can replace it.
 */
final class NativeLibrary {

    private NativeLibrary() {}

    static LlamaLibrary load(Path folder) throws IOException {
        return LlamaLibrary.load(extract(folder));
    }

    /** Makes {@code folder} hold the library, and loads nothing. */
    static Path extract(Path folder) throws IOException {
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
