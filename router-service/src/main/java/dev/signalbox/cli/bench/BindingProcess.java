package dev.signalbox.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.cli.bench.MoeLoad.Pace;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@link BindingServer} in a process of its own. */
final class BindingProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;
    private final PrintWriter in;

    private BindingProcess(Process process) {
        this.process = process;
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        in = new PrintWriter(process.getOutputStream(), true, UTF_8);
    }

    /** Starts it with the model loaded. */
    static BindingProcess start(MoeBench.Terms terms, Path model, Path library) throws IOException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                BindingServer.class.getName(),
                model.toString(),
                Integer.toString(terms.mostAskers()),
                Integer.toString(terms.context()),
                Integer.toString(terms.threads()),
                library.toString());
        var process =
                new ProcessBuilder(command).redirectError(new File("/dev/null")).start();
        var binding = new BindingProcess(process);
        try {
            binding.answer();
            return binding;
        } catch (IOException e) {
            binding.close();
            throw e;
        }
    }

    Pace under(MoeLoad load, long seed) throws IOException {
        in.println(load.askers() + " " + load.asks() + " " + load.prompt() + " " + load.reply() + " " + seed);
        var numbers = answer();
        return new Pace(numbers.get(0), numbers.get(1), numbers.get(2));
    }

    private List<Long> answer() throws IOException {
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(BindingServer.ANSWER)) {
                return Stream.of(line.substring(BindingServer.ANSWER.length()).split(" ", -1))
                        .filter(word -> !word.isEmpty())
                        .map(Long::valueOf)
                        .toList();
            }
        }
        throw new EOFException("the process of the plain binding ended");
    }

    /** Gently at first. */
    static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end(process);
    }
}
