package dev.signalbox.moe;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.signalbox.experts.Expert;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.NullMarked;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/**
 * The command that starts a worker: this very JVM and those of our jars that a worker needs, wherever they lie; a small heap,
 * as the model lives outside of it; a compiler that starts fast, as the arithmetic is native.
 */
final class WorkerCommand {

    /** A class of each jar. */
    private static final List<Class<?>> NEEDED = List.of(
            WorkerMain.class,
            Expert.class,
            JsonNode.class,
            JsonParser.class,
            JsonProperty.class,
            HttpEntity.class,
            NullMarked.class);

    private static final List<String> JVM = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:TieredStopAtLevel=1",
            "-Xms8m",
            "-Xmx128m",
            "-XX:-UsePerfData",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=/dev/null",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xlog:aot*=off",
            "-Xlog:cds*=off",
            "--enable-native-access=ALL-UNNAMED");

    private WorkerCommand() {}

    /** With the start cache, where there is one. */
    static List<String> of() {
        return of(WorkerCache.file()
                .filter(Files::exists)
                .map(cache -> List.of("-XX:AOTCache=" + cache))
                .orElse(List.of()));
    }

    /** @param more arguments of the JVM */
    static List<String> of(List<String> more) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.addAll(more);
        command.addAll(List.of("-cp", classPath(), WorkerMain.class.getName()));
        return command;
    }

    private static String classPath() {
        return NEEDED.stream()
                .map(type -> origin(type).toString())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The jar or folder that a class lies in. */
    static Path origin(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException | RuntimeException e) {
            throw new IllegalStateException(
                    "a worker needs " + type.getName() + " in a jar or folder of its own, as an extracted build has it",
                    e);
        }
    }
}
