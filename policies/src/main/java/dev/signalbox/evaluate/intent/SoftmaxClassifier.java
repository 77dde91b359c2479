package dev.signalbox.evaluate.intent;

import dev.signalbox.features.Prompt;
import dev.signalbox.learn.Observation;
import dev.signalbox.score.DomainModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** The likeliest intent by the classifier behind the {@code domain} scorer; in scope as far as its logit is high. */
public final class SoftmaxClassifier implements IntentClassifier {

    @Override
    public String name() {
        return "softmax";
    }

    @Override
    public Fitted fit(List<Example> examples, RandomGenerator random) {
        var labels = new TreeMap<String, String>();
        var inScope = examples.stream().filter(example -> !example.outOfScope()).toList();
        inScope.forEach(example -> labels.putIfAbsent(example.label(), example.domain()));
        var names = List.copyOf(labels.keySet());
        var observations = new ArrayList<Observation>();
        for (var example : inScope) {
            var text = example.prompt().text();
            observations.add(
                    new Observation("q" + observations.size(), text, example.prompt(), example.domain(), Map.of()));
        }
        var classes = inScope.stream()
                .mapToInt(example -> names.indexOf(example.label()))
                .toArray();
        var model = DomainModel.fit(observations, classes, names.size(), random);
        return prompt -> guess(model, names, labels, prompt);
    }

    private static Guess guess(DomainModel model, List<String> names, Map<String, String> domains, Prompt prompt) {
        var logits = model.logits(prompt);
        int best = 0;
        for (int c = 1; c < logits.length; c++) {
            best = logits[c] > logits[best] ? c : best;
        }
        var label = names.get(best);
        return new Guess(label, domains.getOrDefault(label, ""), logits[best]);
    }
}
