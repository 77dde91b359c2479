package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.features.Language;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.yaml.Option;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Scores an expert by its mean quality, cost and latency in the question's language; in its family where the language was
 * never seen, and over all questions where neither was.
 *
 * <p>Experts for families of languages, so that languages with few data share what they have, are those of Zheng et al.
 * 2024, <a href="https://arxiv.org/abs/2410.10626">arXiv:2410.10626</a>. Deviations: what shares is grades of whole experts,
 * not layers of one; means of a language are shrunk towards its family's, and those towards the mean of all, strength
 * {@link Config#prior}, so that a language takes over from its family by and by.
 *
 * <pre>
 *   languages  [l][3]  letters of the code · number of the family's group
 *   quality, cost, latency, tokens, count  [m][k]  as {@link GradeTable} has them; group 0 is all questions, then come
 *                                                  families, then the l languages
 * </pre>
 */
@ScorerSpec(
        name = "language",
        paper = "arXiv:2410.10626",
        summary = "Mean quality, cost and latency of each expert by language, or by family where the language is new")
public final class LanguageScorer implements Scorer, Explains {

    private static final String LANGUAGES = "languages";
    private static final String ALL = "any";

    private final GradeTable grades;
    private final Map<String, Integer> languages = new HashMap<>();
    private final Map<String, Integer> families = new HashMap<>();
    private final Map<String, Integer> experts = new HashMap<>();

    public LanguageScorer(Config config, Snapshot snapshot) {
        this.grades = GradeTable.of(snapshot, config.prior());
        var codes = snapshot.matrix(LANGUAGES);
        int first = snapshot.matrix("quality").columns() - codes.rows();
        for (int row = 0; row < codes.rows(); row++) {
            var code = "" + (char) codes.at(row, 0) + (char) codes.at(row, 1);
            languages.put(code, first + row);
            families.put(new Language(code).family(), (int) codes.at(row, 2));
        }
        for (var expert : snapshot.experts()) {
            experts.put(expert, experts.size());
        }
    }

    @Override
    public Scorecard score(Features features, List<ExpertCard> candidates) {
        var only = new Belonging(new int[] {group(features.prompt().language())}, new double[] {1});
        var scores = new ArrayList<Score>(candidates.size());
        for (var card : candidates) {
            scores.add(Optional.ofNullable(experts.get(card.name()))
                    .map(expert -> grades.score(features, card, expert, only))
                    .orElseGet(() -> Expectation.declared(features, card)));
        }
        return new Scorecard(scores);
    }

    /** The group whose means are predicted, as a domain. */
    @Override
    public List<Reason> explain(Features features, List<ExpertCard> candidates) {
        var language = features.prompt().language();
        int group = group(language);
        var name = languages.containsKey(language.code()) ? language.code() : group > 0 ? language.family() : ALL;
        var rows = Grades.of(candidates, experts, expert -> grades.quality(expert, group));
        return List.of(new Reason.Domains(List.of(new Reason.Domain(name, 1, rows))));
    }

    private int group(Language language) {
        var own = languages.get(language.code());
        return own == null ? families.getOrDefault(language.family(), 0) : own;
    }

    /** How far a language's few grades are trusted. */
    public record Config(
            @Option(
                    value =
                            "observations that a family's mean counts for in each language, and that of all in each family",
                    otherwise = "8")
            double prior) {
        public Config {
            if (!(prior >= 0)) {
                throw new IllegalArgumentException("prior: " + prior + ", expected not below 0");
            }
        }
    }

    /** Fits the table. */
    public static final class Fit implements Learner {

        private final Config config;

        public Fit(Config config) {
            this.config = config;
        }

        @Override
        public Snapshot fit(Training training, RandomGenerator random) {
            var observations = training.observations();
            var groups = Groups.of(observations);
            var shares = observations.stream()
                    .map(observation -> groups.shares(observation.prompt().language()))
                    .toArray(double[][]::new);
            var table = GradeTable.fit(observations, shares, training.experts(), config.prior(), groups.wider());
            var matrices = new TreeMap<String, Matrix>(table.matrices());
            matrices.put(LANGUAGES, groups.matrix());
            return new Snapshot(Snapshot.Origin.of("language", training), training.experts(), matrices);
        }
    }

    /** The languages of a training and their families, sorted. */
    private record Groups(List<String> languages, List<String> families) {

        static Groups of(List<Observation> observations) {
            var languages = new TreeSet<String>();
            var families = new TreeSet<String>();
            for (var observation : observations) {
                var language = observation.prompt().language();
                if (language.isKnown()) {
                    languages.add(language.code());
                    families.add(language.family());
                }
            }
            return new Groups(List.copyOf(languages), List.copyOf(families));
        }

        private int size() {
            return 1 + families.size() + languages.size();
        }

        private int family(String code) {
            return 1 + families.indexOf(new Language(code).family());
        }

        double[] shares(Language language) {
            var shares = new double[size()];
            shares[0] = 1;
            if (language.isKnown()) {
                shares[family(language.code())] = 1;
                shares[1 + families.size() + languages.indexOf(language.code())] = 1;
            }
            return shares;
        }

        int[] wider() {
            var wider = new int[size()];
            wider[0] = -1;
            for (int l = 0; l < languages.size(); l++) {
                wider[1 + families.size() + l] = family(languages.get(l));
            }
            return wider;
        }

        Matrix matrix() {
            var values = new float[languages.size() * 3];
            for (int l = 0; l < languages.size(); l++) {
                values[l * 3] = languages.get(l).charAt(0);
                values[l * 3 + 1] = languages.get(l).charAt(1);
                values[l * 3 + 2] = family(languages.get(l));
            }
            return Matrix.of(languages.size(), 3, values);
        }
    }
}
