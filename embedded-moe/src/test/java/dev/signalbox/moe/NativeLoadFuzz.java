package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.signalbox.moe.gguf.Blueprint.Layout;
import dev.signalbox.moe.gguf.MalformedGgufException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Looks for model files that {@link ModelFile#check} lets pass and that end the process of whoever loads them: {@code ./mvnw
 * -pl embedded-moe test -Dtest=NativeLoadFuzz}. Takes minutes, so its name keeps it out of ordinary runs. System properties:
 * {@code layouts} (a pattern), {@code pairs} (so many models with two changes too), {@code seed}.
 */
final class NativeLoadFuzz {

    private static final int BATCH = 60;

    @TempDir
    Path folder;

    private final Map<Path, String> names = new LinkedHashMap<>();
    private final List<String> deaths = new ArrayList<>();
    private final Map<String, Integer> ends = new LinkedHashMap<>();

    @ParameterizedTest
    @EnumSource
    void check_passes_soDoesTheLibrary(Layout layout) throws IOException, InterruptedException {
        assumeThat(layout.name()).matches(System.getProperty("layouts", ".*"));
        var mutations = new Mutations(layout);
        var random = new SplittableRandom(Long.getLong("seed", 1));
        var all = new ArrayList<>(mutations.all());
        Collections.shuffle(all, Random.from(random));
        int pairs = Integer.getInteger("pairs", 0);
        for (int i = 0; i < all.size() + pairs; i++) {
            var mutant = mutations.good();
            var first = i < all.size() ? all.get(i) : all.get(random.nextInt(all.size()));
            first.change().accept(mutant);
            var name = first.what();
            if (i >= all.size()) {
                var second = all.get(random.nextInt(all.size()));
                second.change().accept(mutant);
                name += " and " + second.what();
            }
            add(mutant, layout + ": " + name);
        }
        probe();
        System.out.println(layout + " " + ends);
        assertThat(deaths).isEmpty();
    }

    private void add(Mutations.Mutant mutant, String name) throws IOException, InterruptedException {
        var file = folder.resolve("mutant-" + names.size() + ".gguf");
        try {
            mutant.write(file);
            ModelFile.check(file);
            names.put(file, name);
        } catch (MalformedGgufException | IllegalArgumentException e) {
            ends.merge("checked", 1, Integer::sum);
            Files.deleteIfExists(file);
        }
        if (names.size() >= BATCH) {
            probe();
        }
    }

    private void probe() throws IOException, InterruptedException {
        var left = new ArrayList<>(names.keySet());
        while (!left.isEmpty()) {
            var lines = run(left);
            int done = 0;
            for (var line : lines) {
                if (!line.startsWith("begin ") && line.contains(" ")) {
                    ends.merge(line.substring(0, line.indexOf(' ')), 1, Integer::sum);
                    done++;
                }
            }
            if (done < left.size()) {
                var death = names.get(left.get(done)) + " " + lines.getLast();
                System.out.println(death);
                deaths.add(death);
                done++;
            }
            left.subList(0, done).clear();
        }
        for (var file : names.keySet()) {
            Files.delete(file);
        }
        names.clear();
    }

    /** What the probe said; last how it ended, where it did before its work was done. */
    private List<String> run(List<Path> files) throws IOException, InterruptedException {
        var out = folder.resolve("out");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("hs_err"),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                NativeProbe.class.getName(),
                folder.resolve("native").toString()));
        files.forEach(file -> command.add(file.toString()));
        var process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        var lines = new ArrayList<>(Files.readAllLines(out));
        lines.removeIf(line -> !line.matches("(begin|served|refused|short) .*mutant-.*|end"));
        if (lines.isEmpty() || !lines.getLast().equals("end")) {
            var why = Files.readAllLines(folder.resolve("err"), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.contains("ASSERT") || line.contains("what()") || line.contains("Exception"))
                    .findFirst()
                    .orElse("");
            lines.add((ended ? "ended with " + process.exitValue() : "did not end") + " " + why);
        }
        return lines;
    }
}
