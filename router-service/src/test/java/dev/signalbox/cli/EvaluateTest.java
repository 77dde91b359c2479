package dev.signalbox.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The verb from the file to the reports. */
final class EvaluateTest {

    @TempDir
    private Path folder = Path.of("");

    private final Shell shell = new Shell();
    private Path file = Path.of("");

    @BeforeEach
    void outcomes() throws IOException {
        file = write("set.jsonl", lines("strong", "weak", 90));
    }

    private Path write(String name, List<String> lines) throws IOException {
        return Files.write(folder.resolve(name), lines, UTF_8);
    }

    private static List<String> lines(String strong, String weak, int count) {
        var chance = new Random(1);
        var lines = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            boolean sum = i % 2 == 0;
            lines.add("""
                    {"id": "%s-%d", "prompt": "%s %d", "scores": {"%s": %d, "%s": %d}, "costs": {"%s": 0.01, "%s": 0.001}, "split": "%s"}""".formatted(
                            strong,
                            i,
                            sum ? "What is two plus" : "Write a poem about the number",
                            i,
                            strong,
                            chance.nextInt(10) < 9 ? 1 : 0,
                            weak,
                            sum ? 1 : 0,
                            strong,
                            weak,
                            i % 5 == 0 ? "test" : "train"));
        }
        return lines;
    }

    private int run(String... more) {
        var arguments = new ArrayList<>(List.of("evaluate", "--here", "--embedder", "hashed", "--resamples", "20"));
        arguments.addAll(List.of("--home", folder.resolve("home").toString()));
        arguments.addAll(List.of("--routers", "static,cluster:{clusters: 2}"));
        arguments.addAll(List.of(more));
        return shell.run(arguments.toArray(String[]::new));
    }

    @Test
    void evaluate_floor_isInTableAndReports() throws IOException {
        var json = folder.resolve("o.json");
        var html = folder.resolve("o.html");

        assertThat(run(
                        file.toString(),
                        "--floor",
                        "0.5",
                        "--confidence",
                        "0.8",
                        "--splits",
                        "12",
                        "--json",
                        json.toString(),
                        "--html",
                        html.toString()))
                .isZero();

        assertThat(shell.out())
                .contains("floor-cost", "floor-guaranteed", "floor-observed", "floor-held")
                .contains("- Floor 0.5 of the best single expert's quality at confidence 0.8: calibrated on one half");
        var floor = JsonMapper.builder()
                .build()
                .readTree(Files.readString(json))
                .at("/sets/set/routers/static/floor-guaranteed/value");
        assertThat(floor.asDouble()).isEqualTo(0.5);
        assertThat(Files.readString(html)).contains("floor-observed");
    }

    @Test
    void evaluate_confidenceWithoutAFloor_isRefused() {
        assertThat(run(file.toString(), "--confidence", "0.8")).isEqualTo(2);
        assertThat(shell.err()).contains("--floor");
    }

    @Test
    void evaluate_floorOutOfRange_isRefused() {
        assertThat(run(file.toString(), "--floor", "95")).isNotZero();
        assertThat(shell.err()).contains("--floor: 95.0, expected within (0, 1]");
    }

    @Test
    void evaluate_file_printsATableAndWritesReports() throws IOException {
        var json = folder.resolve("o.json");
        var html = folder.resolve("o.html");

        assertThat(run(file.toString(), "--folds", "3", "--json", json.toString(), "--html", html.toString()))
                .isZero();

        assertThat(shell.out())
                .contains("set: 90 queries, 2 experts; 3-fold cross-validation")
                .containsPattern("cluster:\\{clusters: 2} +0\\.\\d+")
                .containsPattern("zero-router +0\\.\\d+")
                .containsPattern("oracle +0\\.\\d+");
        assertThat(shell.err()).contains("embedding 90 of 90 (100 %)").contains("6 of 6 (100 %)");
        var routers = JsonMapper.builder()
                .build()
                .readTree(Files.readString(json))
                .path("sets")
                .path("set")
                .path("routers");
        assertThat(routers.propertyNames())
                .containsExactlyInAnyOrder("static", "cluster:{clusters: 2}", "zero-router", "oracle");
        assertThat(Files.readString(html)).startsWith("<!DOCTYPE html>").contains("cluster:{clusters: 2}");
    }

    @Test
    void evaluate_again_readsTheEmbeddingsFromDisk() throws IOException {
        run(file.toString());
        assertThat(run(file.toString())).isZero();

        assertThat(shell.err()).doesNotContain("embedding");

        try (var files = Files.list(folder.resolve("home").resolve("cache"))) {
            Files.writeString(files.findFirst().orElseThrow(), "damaged");
        }
        assertThat(run(file.toString())).isZero();
        assertThat(shell.err()).contains("cannot be used").contains("embedding 90 of 90");
    }

    @Test
    void evaluate_protocols_areNamed() throws IOException {
        assertThat(run(file.toString(), "--use-split")).isZero();
        assertThat(shell.out()).contains("18 queries").contains("the file's own split");

        assertThat(run(file.toString(), "--labels", "20")).isZero();
        assertThat(shell.out()).contains("20 labelled prompts to learn from");

        assertThat(run("--hold-out-experts", file.toString())).isZero();
        assertThat(shell.out()).contains("onboarded-share");

        assertThat(run(file.toString(), "--hold-out-experts", "1")).isZero();
        assertThat(shell.out()).contains("onboarded-share");
    }

    @Test
    void evaluate_transferWithOtherNames_matchesTheStrongerWithTheStronger() throws IOException {
        var other = write(
                "other.jsonl",
                lines("big", "small", 60).stream()
                        .map(line -> line.replace("two plus", "three plus").replace("poem", "song"))
                        .toList());

        assertThat(run(file.toString(), "--train-on", other.toString())).isZero();
        assertThat(shell.out()).contains("learned from other").contains("[big, small] of other as [strong, weak]");

        assertThat(run(
                        file.toString(),
                        "--train-on",
                        other.toString(),
                        "--strong",
                        "strong=big",
                        "--weak",
                        "weak=small"))
                .isZero();
        assertThat(shell.out()).contains("[big, small] of other as [strong, weak]");
    }

    @Test
    void evaluate_contaminatedRows_areLeftOutUnlessAskedFor() throws IOException {
        var lines = lines("strong", "weak", 40);
        lines.set(3, lines.get(3).replace("\"split\"", "\"contaminated\": true, \"split\""));
        var marked = write("marked.jsonl", lines);

        run(marked.toString());
        assertThat(shell.out()).contains("39 queries").contains("1 rows of marked are marked contaminated");

        run(marked.toString(), "--keep-contaminated");
        assertThat(shell.out()).contains("40 queries");
    }

    @Test
    void evaluate_shuffledScores_saysSo() {
        assertThat(run("--folds", "3", "--shuffle-scores", file.toString())).isZero();

        assertThat(shell.out()).contains("The scores of set were dealt out anew among its prompts (--shuffle-scores).");
    }

    @Test
    void evaluate_shuffledScoresOfAnotherFile_isRefused() throws IOException {
        var other = write("other.jsonl", lines("strong", "weak", 30));

        assertThat(run("--shuffle-scores", "--train-on", other.toString(), file.toString()))
                .isNotZero();

        assertThat(shell.err()).contains("--shuffle-scores with --train-on, expected one of them");
    }

    @Test
    void evaluate_intents_judgesAClassifier() throws IOException {
        var lines = lines("strong", "weak", 60).stream()
                .map(line -> line.replaceAll("\"scores\": \\{[^}]*}", "\"scores\": {}")
                        .replaceAll("\"costs\": \\{[^}]*}", "\"costs\": {}")
                        .replace(
                                "\"split\"",
                                line.contains("poem")
                                        ? "\"label\": \"poem\", \"split\""
                                        : "\"label\": \"sum\", \"split\""))
                .toList();

        assertThat(run(write("intents.jsonl", lines).toString())).isZero();

        assertThat(shell.out()).containsPattern("centroid .*1\\.000");
    }

    @Test
    void evaluate_badInput_failsWithOneClearMessage() throws IOException {
        var broken = write("broken.jsonl", List.of(lines("a", "b", 1).getFirst(), "{\"id\": "));

        assertThat(run(broken.toString())).isEqualTo(1);
        assertThat(shell.err()).startsWith(broken + ":2: not JSON");
        assertThat(run(folder.resolve("none").toString())).isEqualTo(1);
        assertThat(shell.err()).contains("no such file");
        assertThat(run(file.toString(), "--folds", "91")).isEqualTo(1);
        assertThat(shell.err()).contains("folds: 91, expected at most 90");
        assertThat(run(file.toString(), "--experts", "gpt")).isEqualTo(1);
        assertThat(shell.err()).contains("no scores of expert \"gpt\"");
        assertThat(run(file.toString(), "--strong", "strong")).isEqualTo(1);
        assertThat(shell.err()).contains("expected both or none");
        assertThat(run(file.toString(), "--hold-out-experts", "2")).isEqualTo(1);
        assertThat(shell.err()).contains("2 experts to hold out");
        assertThat(shell.err().lines().filter(line -> line.startsWith("\tat"))).isEmpty();
    }

    @Test
    void evaluate_badRouters_areExplained() {
        assertThat(shell.run("evaluate", "--here", "--embedder", "hashed", "--routers", "clutser", file.toString()))
                .isEqualTo(1);
        assertThat(shell.err()).contains("did you mean cluster?");
        assertThat(shell.run("evaluate", "--here", "--embedder", "hashed", "--routers", "knn:{q: 1}", file.toString()))
                .isEqualTo(1);
        assertThat(shell.err()).contains("unknown key");
        assertThat(shell.run("evaluate", "--here", "--embedder", "hashed", "--routers", "nominate", file.toString()))
                .isEqualTo(1);
        assertThat(shell.err()).contains("nominate asks experts, whom a file of outcomes cannot answer for");
    }

    @Test
    void here_commandLine_isTheSameButSaysSo() {
        var line = Main.commandLine(new Terminal(System.out, System.err, false), new App(folder));

        var parsed = line.parseArgs("evaluate", "a.jsonl", "--folds", "3").subcommand();

        assertThat(Evaluate.here(parsed)).containsExactly("evaluate", "--here", "a.jsonl", "--folds", "3");
    }

    @Test
    void evaluate_wrongUsage_isCode2() {
        assertThat(shell.run("evaluate")).isEqualTo(2);
        assertThat(run(file.toString(), "--folds", "3", "--use-split")).isEqualTo(2);
        assertThat(run(file.toString(), "--embedder", "magic")).isEqualTo(2);
    }

    @Test
    void evaluate_emptyHugeAndMixedPrompts_areHandled() throws IOException {
        var lines = lines("strong", "weak", 30);
        lines.set(0, lines.get(0).replaceAll("\"prompt\": \"[^\"]*\"", "\"prompt\": \"\""));
        lines.set(
                1, lines.get(1).replaceAll("\"prompt\": \"[^\"]*\"", "\"prompt\": \"" + "wort ".repeat(40_000) + "\""));
        lines.set(2, lines.get(2).replaceAll("\"prompt\": \"[^\"]*\"", "\"prompt\": \"Was ist 你好 мир مرحبا?\""));

        assertThat(run(write("odd.jsonl", lines).toString())).isZero();

        assertThat(shell.out()).contains("1 of the prompts are empty");
        assertThat(shell.out().lines().collect(Collectors.joining())).doesNotContain("failed");
    }
}
