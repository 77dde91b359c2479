package dev.signalbox.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The plain binding under the same loads, as a program of its own: it keeps its JVM alive. Reads loads from standard input,
 * one per line, and writes how each went.
 */
final class BindingServer {

    /** What an answer line begins with; llama.cpp writes to standard output as well. */
    static final String ANSWER = "signalbox ";

    private final LlamaModel model;

    private BindingServer(LlamaModel model) {
        this.model = model;
    }

    /** @param arguments the model's file, parallel replies, tokens per reply with its prompt, threads, library folder */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.setProperty("de.kherud.llama.lib.path", arguments[4]);
        int parallel = Integer.parseInt(arguments[1]);
        int threads = Integer.parseInt(arguments[3]);
        var parameters = new ModelParameters()
                .setModel(arguments[0])
                .setParallel(parallel)
                .setCtxSize(parallel * Integer.parseInt(arguments[2]))
                .setThreads(threads)
                .setThreadsBatch(threads)
                .disableContextShift()
                .disableLog();
        new BindingServer(new LlamaModel(parameters)).serve();
        Runtime.getRuntime().halt(0);
    }

    private void serve() throws IOException, InterruptedException {
        say(List.of());
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var numbers = Stream.of(line.split(" ", -1)).map(Long::valueOf).toList();
            var load = new MoeLoad(
                    Math.toIntExact(numbers.get(0)),
                    Math.toIntExact(numbers.get(1)),
                    Math.toIntExact(numbers.get(2)),
                    Math.toIntExact(numbers.get(3)));
            var pace = load.on(this::ask, numbers.get(4));
            say(List.of(pace.nanos(), pace.firstTokenNanos(), pace.cpuNanos()));
        }
    }

    private static void say(List<Long> numbers) {
        var words = new ArrayList<String>();
        numbers.forEach(number -> words.add(Long.toString(number)));
        System.out.println();
        System.out.println(ANSWER + String.join(" ", words));
    }

    private void ask(String question, int tokens, Runnable first) {
        var parameters = new InferenceParameters(question + MoeLoad.SIGN)
                .setNPredict(tokens)
                .setTemperature(0)
                .setCachePrompt(false);
        boolean begun = false;
        for (var _ : model.generate(parameters)) {
            if (!begun) {
                begun = true;
                first.run();
            }
        }
        if (!begun) {
            first.run();
        }
    }
}
