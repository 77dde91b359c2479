package dev.signalbox.cli;

import dev.signalbox.evaluate.Setup;
import dev.signalbox.gate.Floor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the verb {@code evaluate} can be told. */
final class EvaluateOptions {

    /** Stands for a third of the experts. */
    static final int A_THIRD = 0;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Outcomes as JSON lines, plain or gzipped.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--routers",
            paramLabel = "A,B",
            defaultValue = "all",
            description = "Scorers by name, with options as in a policy file: 'cluster,knn:{k: 40}' (default: all).")
    private String routers = "all";

    @Option(names = "--experts", paramLabel = "A,B", split = ",", description = "Only these experts.")
    private List<String> experts = new ArrayList<>();

    @ArgGroup
    private Split split = new Split();

    /** Where the line between learning and judging runs. */
    static final class Split {
        @Option(
                names = "--folds",
                paramLabel = "N",
                defaultValue = "5",
                description = "Cross-validate in N folds, duplicates of a prompt in one (default: 5).")
        private int folds = 5;

        @Option(names = "--use-split", description = "Learn from the file's own train split, judge by its test split.")
        private boolean own;

        @Option(
                names = "--train-on",
                paramLabel = "FILE",
                description = "Learn from another file, judge by all of this one.")
        private @Nullable Path other;
    }

    @Option(names = "--labels", paramLabel = "N", description = "Learn from N labelled prompts only, in each fold.")
    private @Nullable Integer labels;

    @Option(
            names = "--hold-out-experts",
            paramLabel = "[N]",
            preprocessor = CountOrThird.class,
            description = "Also learn N experts at a time (a third when left out) last, from 400 labelled prompts,"
                    + " and report what is left of the fully trained router's lift.")
    private @Nullable Integer heldOut;

    @ArgGroup(exclusive = false)
    private @Nullable Promise promise;

    /** What shall be kept, and how surely. */
    static final class Promise {
        @Option(
                names = "--floor",
                paramLabel = "X",
                required = true,
                description = "Also calibrate each router to keep at least X of the best single expert's quality, as a"
                        + " policy with objective: {floor: X} does, and report what it promised, kept and cost.")
        private double level;

        @Option(
                names = "--confidence",
                paramLabel = "C",
                defaultValue = "0.9",
                description = "How surely --floor is kept (default: 0.9).")
        private double confidence = 0.9;

        @Option(
                names = "--splits",
                paramLabel = "N",
                defaultValue = "100",
                description = "Random halves of the judged prompts that --floor is tried on (default: 100).")
        private int splits = 100;
    }

    @Option(
            names = "--strong",
            paramLabel = "A",
            description = "Strong expert of APGR and CPT; A=X where it is called X in the file of --train-on.")
    private @Nullable String strong;

    @Option(names = "--weak", paramLabel = "B", description = "The weak one, likewise.")
    private @Nullable String weak;

    @Option(
            names = "--shuffle-scores",
            description = "Deal the scores out anew among the prompts, so that there is nothing to learn from them:"
                    + " routers should then do as well as zero-router, and no better.")
    private boolean shuffleScores;

    @Option(names = "--keep-contaminated", description = "Keep the rows that the file marks as contaminated.")
    private boolean keepContaminated;

    @Option(
            names = "--embedder",
            paramLabel = "NAME",
            defaultValue = "bge",
            description = "bge, hashed or a .gguf file: how prompts become vectors (default: bge).")
    private String embedder = "bge";

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of all that is random (default: 1).")
    private long seed = 1;

    @Option(
            names = "--resamples",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Draws of the bootstrap behind the 95 %% intervals (default: 1000).")
    private int resamples = 1000;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "For embedding and fitting; more than one blurs decision times (default: 1).")
    private int threads = 1;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write every metric with its interval there.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Also write a page with the curves there.")
    private @Nullable Path html;

    @Mixin
    private Place place = new Place();

    /** Lets the number be left out. */
    static final class CountOrThird implements IParameterPreprocessor {
        @Override
        public boolean preprocess(Stack<String> arguments, CommandSpec verb, ArgSpec option, Map<String, Object> info) {
            if (arguments.isEmpty() || !arguments.peek().matches("\\d+")) {
                arguments.push(String.valueOf(A_THIRD));
            }
            return false;
        }
    }

    List<Path> files() {
        return files;
    }

    String routers() {
        return routers;
    }

    List<String> experts() {
        return experts;
    }

    int folds() {
        return split.folds;
    }

    boolean ownSplit() {
        return split.own;
    }

    Optional<Path> trainOn() {
        return Optional.ofNullable(split.other);
    }

    Optional<Integer> labels() {
        return Optional.ofNullable(labels);
    }

    Optional<Integer> heldOut() {
        return Optional.ofNullable(heldOut);
    }

    Optional<Setup.Promise> promise() {
        return Optional.ofNullable(promise).map(asked -> {
            try {
                return new Setup.Promise(new Floor(asked.level, asked.confidence), asked.splits);
            } catch (IllegalArgumentException e) {
                throw VerbException.failed("--" + e.getMessage());
            }
        });
    }

    Optional<String> strong() {
        return Optional.ofNullable(strong);
    }

    Optional<String> weak() {
        return Optional.ofNullable(weak);
    }

    boolean shuffleScores() {
        return shuffleScores;
    }

    boolean keepContaminated() {
        return keepContaminated;
    }

    /** How prompts become vectors. */
    String embedder() {
        return embedder;
    }

    long seed() {
        return seed;
    }

    Setup.Effort effort() {
        return new Setup.Effort(resamples, threads);
    }

    Optional<Path> json() {
        return Optional.ofNullable(json);
    }

    Optional<Path> html() {
        return Optional.ofNullable(html);
    }

    Path cache() {
        return place.home().folder().resolve("cache");
    }

    /** Of llama.cpp's library. */
    Path natives() {
        return place.home().folder().resolve("models").resolve("native");
    }
}
