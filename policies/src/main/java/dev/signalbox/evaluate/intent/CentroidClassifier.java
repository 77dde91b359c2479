package dev.signalbox.evaluate.intent;

import dev.signalbox.features.Embedding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The intent whose mean embedding is nearest by cosine; in scope as far as that is near. A yardstick for classifiers that
 * learn more (Rocchio 1971).
 */
public final class CentroidClassifier implements IntentClassifier {

    @Override
    public String name() {
        return "centroid";
    }

    @Override
    public Fitted fit(List<Example> examples, RandomGenerator random) {
        var classes = new TreeMap<String, List<Example>>();
        for (var example : examples) {
            if (!example.outOfScope()) {
                classes.computeIfAbsent(example.label(), label -> new ArrayList<>())
                        .add(example);
            }
        }
        var centres = new TreeMap<String, Centre>();
        classes.forEach((label, members) -> centres.put(label, Centre.of(members)));
        return prompt -> nearest(centres, prompt.embedding());
    }

    private static Guess nearest(Map<String, Centre> centres, Embedding embedding) {
        var best = new Guess("", "", Double.NEGATIVE_INFINITY);
        for (var entry : centres.entrySet()) {
            double cosine = entry.getValue().mean().cosine(embedding);
            if (cosine > best.inScope()) {
                best = new Guess(entry.getKey(), entry.getValue().domain(), cosine);
            }
        }
        return best;
    }

    /** @param domain of its first member */
    private record Centre(Embedding mean, String domain) {
        static Centre of(List<Example> members) {
            var sum = new float[members.getFirst().prompt().embedding().dimension()];
            for (var member : members) {
                var embedding = member.prompt().embedding();
                for (int d = 0; d < sum.length; d++) {
                    sum[d] += embedding.at(d);
                }
            }
            return new Centre(Embedding.normalized(sum), members.getFirst().domain());
        }
    }
}
