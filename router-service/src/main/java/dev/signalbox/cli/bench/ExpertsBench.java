package dev.signalbox.cli.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Asks questions whose answers are known of several models, and counts what is right and what it cost. */
public final class ExpertsBench {

    private final Answerer answerer;
    private final int parallel;

    /** @param parallel questions under way at one time */
    public ExpertsBench(Answerer answerer, int parallel) {
        this.answerer = answerer;
        this.parallel = parallel;
    }

    /** Whoever answers; safe for concurrent use. */
    @FunctionalInterface
    public interface Answerer {
        Answer ask(String model, String question);
    }

    /**
     * @param text the whole reply
     * @param usd what it cost
     * @param expert who gave it
     */
    public record Answer(String text, double usd, String expert) {

        /** The last line of a reply is its answer; what stands above is working. */
        boolean says(String expected) {
            var lines = text.strip().lines().toList();
            return !lines.isEmpty() && lines.getLast().strip().equals(expected.strip());
        }
    }

    /**
     * A question, its answer, and the heading that it counts under.
     *
     * @param split such as {@code test}
     */
    public record Item(String question, String answer, String domain, String split) {}

    /** Questions asked and answered right. */
    public record Count(int asked, int right) {
        Count plus(boolean hit) {
            return new Count(asked + 1, right + (hit ? 1 : 0));
        }

        public double share() {
            return asked == 0 ? 0 : (double) right / asked;
        }
    }

    /**
     * How one model did.
     *
     * @param domains by heading, in the order of first appearance
     * @param meanUsd per question
     * @param experts how many questions each expert answered
     * @param marks of each question, in their order
     */
    public record Result(
            String model,
            Count all,
            Map<String, Count> domains,
            double meanUsd,
            Map<String, Integer> experts,
            List<Mark> marks) {}

    /** What became of one question. */
    public record Mark(boolean right, double usd) {}

    public Result run(String model, List<Item> items) throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(parallel)) {
            return count(model, items, submit(threads, model, items));
        }
    }

    private List<Future<Answer>> submit(ExecutorService threads, String model, List<Item> items) {
        var answers = new ArrayList<Future<Answer>>();
        for (var item : items) {
            answers.add(threads.submit(() -> answerer.ask(model, item.question())));
        }
        return answers;
    }

    private static Result count(String model, List<Item> items, List<Future<Answer>> answers)
            throws InterruptedException {
        var all = new Count(0, 0);
        Map<String, Count> domains = new LinkedHashMap<>();
        Map<String, Integer> experts = new LinkedHashMap<>();
        var marks = new ArrayList<Mark>();
        double usd = 0;
        for (int index = 0; index < items.size(); index++) {
            var item = items.get(index);
            var answer = get(answers.get(index));
            boolean hit = answer.says(item.answer());
            all = all.plus(hit);
            domains.merge(item.domain(), new Count(0, 0).plus(hit), (old, _) -> old.plus(hit));
            experts.merge(answer.expert(), 1, Integer::sum);
            usd += answer.usd();
            marks.add(new Mark(hit, answer.usd()));
        }
        return new Result(model, all, domains, items.isEmpty() ? 0 : usd / items.size(), experts, marks);
    }

    private static Answer get(Future<Answer> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
