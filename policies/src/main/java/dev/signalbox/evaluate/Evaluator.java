package dev.signalbox.evaluate;

import dev.signalbox.evaluate.metric.Metric;
import dev.signalbox.features.PromptEmbedder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Judges ways of routing by what experts did on a set of prompts. The result depends on the seed alone, decision times
 * left aside.
 */
public final class Evaluator {

    private final Setup setup;
    private final PromptEmbedder embedder;

    /** @param embedder of every prompt; asked once for each row, so one that remembers is quicker */
    public Evaluator(Setup setup, PromptEmbedder embedder) {
        this.setup = setup;
        this.embedder = embedder;
    }

    /**
     * Evaluates.
     *
     * @param contestants at least one
     * @throws BadOutcomesException when the set cannot be evaluated in this way
     */
    public Findings evaluate(OutcomeSet set, List<? extends Contestant> contestants, Progress progress)
            throws InterruptedException {
        if (set.experts().isEmpty()) {
            throw new BadOutcomesException(set.name() + ": no scores in any row, expected scores of experts");
        }
        checkNames(contestants);
        checkHeldOut(set);
        var pair = pair(set);
        var known = new HashMap<OutcomeSet, Material>();
        var tested = known.computeIfAbsent(set, fresh -> Material.of(fresh, embedder));
        var course = Course.of(
                tested,
                setup.protocol(),
                training -> known.computeIfAbsent(training, fresh -> Material.of(fresh, embedder)),
                new SplittableRandom(setup.seed()));
        var evaluation = new Evaluation(course, setup, pair);
        var failures = new ArrayList<Findings.Failure>();
        var routers = judge(evaluation, contestants, course.laps().size(), progress, failures);
        return findings(course, evaluation, routers, pair, failures);
    }

    private static void checkNames(List<? extends Contestant> contestants) {
        var names = contestants.stream().map(Contestant::name).toList();
        if (names.isEmpty() || names.stream().distinct().count() < names.size()) {
            throw new BadOutcomesException("routers: " + names + ", expected at least one, each once");
        }
    }

    private void checkHeldOut(OutcomeSet set) {
        setup.heldOut().ifPresent(held -> {
            if (held < 1 || held >= set.experts().size()) {
                throw new BadOutcomesException(
                        set.name() + ": " + held + " experts to hold out, expected at least 1 and fewer" + " than the "
                                + set.experts().size() + " it has");
            }
            if (!set.priced()) {
                throw new BadOutcomesException(
                        set.name() + ": no costs, expected some, because what onboarding keeps is measured by area");
            }
        });
    }

    private Optional<StrongWeak> pair(OutcomeSet set) {
        if (setup.pair().isPresent()) {
            var named = setup.pair().get();
            return Optional.of(new StrongWeak(index(set, named.strong()), index(set, named.weak())));
        }
        if (set.experts().size() != 2) {
            return Optional.empty();
        }
        var rows = java.util.stream.IntStream.range(0, set.size()).boxed().toList();
        return Optional.of(
                set.mean(rows, 0, false) >= set.mean(rows, 1, false) ? new StrongWeak(0, 1) : new StrongWeak(1, 0));
    }

    private static int index(OutcomeSet set, String expert) {
        int index = set.experts().indexOf(expert);
        if (index < 0) {
            throw new BadOutcomesException(
                    set.name() + ": no scores of expert \"" + expert + "\", expected one of " + set.experts());
        }
        return index;
    }

    private List<Sheet> judge(
            Evaluation evaluation,
            List<? extends Contestant> contestants,
            int laps,
            Progress progress,
            List<Findings.Failure> failures)
            throws InterruptedException {
        var done = new AtomicInteger();
        int all = laps * contestants.size();
        progress.at("fitting", 0, all);
        try (var threads = Executors.newFixedThreadPool(setup.effort().threads())) {
            var sheets = new ArrayList<Future<Sheet>>();
            for (var contestant : contestants) {
                Callable<Sheet> task = () ->
                        evaluation.judge(contestant, () -> progress.at(contestant.name(), done.incrementAndGet(), all));
                sheets.add(threads.submit(task));
            }
            var judged = new ArrayList<Sheet>();
            for (int i = 0; i < sheets.size(); i++) {
                try {
                    judged.add(sheets.get(i).get());
                } catch (ExecutionException e) {
                    failures.add(failure(contestants.get(i), e));
                }
            }
            return judged;
        }
    }

    /** One router's trouble must not lose what was learned of the others; the findings say it. */
    private static Findings.Failure failure(Contestant contestant, ExecutionException e) {
        var cause = e.getCause();
        if (cause instanceof BadOutcomesException bad) {
            throw bad;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new Findings.Failure(contestant.name(), String.valueOf(cause));
    }

    private Findings findings(
            Course course,
            Evaluation evaluation,
            List<Sheet> routers,
            Optional<StrongWeak> pair,
            List<Findings.Failure> failures) {
        var zero = evaluation.zeroRouter();
        var oracle = evaluation.oracle();
        var by = course.priced() ? Metric.AREA : pair.isPresent() ? Metric.APGR : Metric.PEAK;
        var entries = new ArrayList<Findings.Entry>();
        routers.stream()
                .sorted(Comparator.comparingDouble((Sheet sheet) -> -sheet.value(by)))
                .forEach(sheet -> entries.add(sheet.compared(zero, routers)));
        entries.add(zero.compared(zero, routers));
        entries.add(oracle.compared(zero, routers));
        var set = course.tested().set();
        return new Findings(
                set.name(),
                setup.protocol().description(),
                setup.seed(),
                course.pool().size(),
                evaluation.singles(),
                entries,
                new Notes(course, setup, pair.isPresent()).lines(),
                failures);
    }
}
