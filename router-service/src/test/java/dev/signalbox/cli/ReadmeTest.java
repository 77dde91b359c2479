package dev.signalbox.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.PolicyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the README, the script and the CI say, against what exists. */
final class ReadmeTest {

    private static final Path ROOT = root();
    private static final Pattern SHELL_BLOCK = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private final CommandLine line = Main.commandLine(new Terminal(System.out, System.err, false), new App(ROOT));

    private static Path root() {
        var here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("signalbox")) ? here : here.resolveSibling("");
    }

    private static List<String> readmeCommands() throws IOException {
        return SHELL_BLOCK
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .flatMap(block -> block.group(1).lines())
                .map(command -> command.replaceAll("\\s+#.*", "").strip())
                .filter(command -> !command.isEmpty())
                .toList();
    }

    private Stream<String> verbs() {
        return line.getSubcommands().entrySet().stream()
                .filter(verb -> !verb.getValue().getCommandSpec().usageMessage().hidden())
                .map(java.util.Map.Entry::getKey)
                .filter(verb -> !verb.equals("help"));
    }

    @Test
    void readme_signalboxCommands_parse() throws IOException {
        var commands = readmeCommands().stream()
                .filter(command -> command.startsWith("./signalbox "))
                .map(command -> command.substring("./signalbox ".length()))
                .toList();

        assertThat(commands).hasSizeGreaterThan(8);
        assertThat(commands).allSatisfy(command -> line.parseArgs(words(command)));
    }

    @Test
    void readme_policies_areRight() throws IOException {
        var policies = Pattern.compile("```yaml\\n(policy: .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(block -> PolicyFile.parse("README.md", block.group(1).getBytes(UTF_8), Catalogue.of(List.of())))
                .map(PolicyFile::name)
                .toList();

        assertThat(policies).contains("judged", "own");
    }

    @Test
    void ci_run_isTheReadmesTestCommand() throws IOException {
        var tests = readmeCommands().stream()
                .filter(command -> command.startsWith("./mvnw"))
                .toList();
        var ci = Files.readAllLines(ROOT.resolve(".ci/run"));

        assertThat(tests).hasSize(1);
        assertThat(ci.getLast()).isEqualTo(tests.getFirst());
    }

    @Test
    void readme_curl_isWhatUpPrints() throws IOException {
        var up = Files.readString(ROOT.resolve("router-service/src/main/java/dev/signalbox/cli/Up.java"));
        var curl = readmeCommands().stream()
                .dropWhile(command -> !command.startsWith("curl"))
                .limit(4)
                .toList();

        assertThat(curl.getFirst())
                .isEqualTo("curl http://127.0.0.1:" + Place.DEFAULT_PORT + "/v1/chat/completions \\");
        assertThat(up.replace("\\\"", "\"").replaceAll("\"\\s*\\+ \"", "")).contains(curl.getLast());
    }

    @Test
    void readme_links_exist() throws IOException {
        assertThat(Pattern.compile("\\]\\((?!http)([^)]+)\\)")
                        .matcher(Files.readString(ROOT.resolve("README.md")))
                        .results()
                        .map(link -> ROOT.resolve(link.group(1))))
                .allSatisfy(file -> assertThat(file).exists());
    }

    @Test
    void script_unbuilt_namesEveryVerb() throws IOException {
        var script = Files.readString(ROOT.resolve("signalbox"));
        var named = Pattern.compile("\n  (up .*)\n")
                .matcher(script)
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);

        assertThat(List.of(named.split(" "))).containsExactlyInAnyOrderElementsOf(verbs().toList());
    }

    @Test
    void script_syntax_isPosix() throws IOException, InterruptedException {
        var check = new ProcessBuilder("sh", "-n", ROOT.resolve("signalbox").toString()).start();

        assertThat(check.waitFor()).isZero();
    }

    @Test
    void help_everyVerb_exists() {
        assertThat(verbs().map(verb -> line.getSubcommands().get(verb).getUsageMessage()))
                .allSatisfy(help -> assertThat(help).contains("--help"));
    }

    private static String[] words(String command) {
        return Pattern.compile("\"([^\"]*)\"|(\\S+)")
                .matcher(command)
                .results()
                .map(word -> word.group(1) != null ? word.group(1) : word.group(2))
                .toArray(String[]::new);
    }
}
