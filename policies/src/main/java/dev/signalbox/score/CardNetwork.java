package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.Vectors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A small network that makes an expert's numbers from its card: out · tanh(hidden · traits), and to the last number the
 * log-odds of the declared quality is added, which is all that it says before it has learned.
 *
 * <pre>
 *   traits       [m][t]            of the experts learned from, as {@link Traits} has them; zeros for one without a card
 *   base         [m]               log-odds of the declared quality, of the mean grade for one without a card
 *   card.hidden  [HIDDEN][t + 1]   the bias is the last column
 *   card.out     [numbers][HIDDEN + 1]
 * </pre>
 */
final class CardNetwork implements Given {

    static final String OUT = "card.out";

    private static final String HIDDEN_NAME = "card.hidden";
    private static final int HIDDEN = 8;
    private static final double SPREAD = 0.3;

    /** A declared 0 or 1 is not taken at its word. */
    private static final double LEAST = 0.02;

    private final int numbers;
    private final Traits scaling;
    private final float[][] traits;
    private final float[] base;
    private final int t;

    private CardNetwork(int numbers, Traits scaling, float[][] traits, float[] base) {
        this.numbers = numbers;
        this.scaling = scaling;
        this.traits = traits;
        this.base = base;
        this.t = Traits.size();
    }

    /**
     * @param cards of the experts in their order; at least one is known
     * @param odds [m] log-odds of their mean grades
     */
    static CardNetwork of(int numbers, List<Optional<ExpertCard>> cards, double[] odds) {
        var scaling = Traits.fit(cards.stream().flatMap(Optional::stream).toList());
        var traits = new float[odds.length][];
        var base = new float[odds.length];
        for (int e = 0; e < odds.length; e++) {
            double own = odds[e];
            traits[e] = cards.get(e).map(scaling::of).orElseGet(() -> new float[Traits.size()]);
            base[e] = cards.get(e).map(CardNetwork::declared).orElse((float) own);
        }
        return new CardNetwork(numbers, scaling, traits, base);
    }

    private static float declared(ExpertCard card) {
        double quality = Math.clamp(card.declared().quality(), LEAST, 1 - LEAST);
        return (float) Math.log(quality / (1 - quality));
    }

    private int outAt() {
        return HIDDEN * (t + 1);
    }

    @Override
    public int size() {
        return outAt() + numbers * (HIDDEN + 1);
    }

    @Override
    public void start(float[] parameters, int at, RandomGenerator random) {
        for (int p = at; p < at + size(); p++) {
            parameters[p] = (float) (SPREAD * random.nextGaussian());
        }
        for (int number = 0; number < numbers; number++) {
            parameters[at + outAt() + number * (HIDDEN + 1) + HIDDEN] = 0;
        }
        int last = at + outAt() + (numbers - 1) * (HIDDEN + 1);
        Arrays.fill(parameters, last, last + HIDDEN, 0);
    }

    @Override
    public void add(float[] parameters, int at, float[] experts) {
        for (int e = 0; e < traits.length; e++) {
            var made = made(parameters, at, traits[e]);
            for (int number = 0; number < numbers; number++) {
                experts[e * numbers + number] += made[number];
            }
            experts[(e + 1) * numbers - 1] += base[e];
        }
    }

    @Override
    public void slope(float[] ofExperts, float[] parameters, int at, float[] slope) {
        for (int e = 0; e < traits.length; e++) {
            var hidden = hidden(parameters, at, traits[e]);
            for (int h = 0; h < HIDDEN; h++) {
                float ofHidden = 0;
                for (int number = 0; number < numbers; number++) {
                    int weight = at + outAt() + number * (HIDDEN + 1) + h;
                    slope[weight] += ofExperts[e * numbers + number] * hidden[h];
                    ofHidden += ofExperts[e * numbers + number] * parameters[weight];
                }
                float inside = ofHidden * (1 - hidden[h] * hidden[h]);
                int row = at + h * (t + 1);
                for (int f = 0; f < t; f++) {
                    slope[row + f] += inside * traits[e][f];
                }
                slope[row + t] += inside;
            }
            for (int number = 0; number < numbers; number++) {
                slope[at + outAt() + number * (HIDDEN + 1) + HIDDEN] += ofExperts[e * numbers + number];
            }
        }
    }

    private static float[] hidden(float[] parameters, int at, float[] traits) {
        var hidden = new float[HIDDEN];
        int columns = traits.length + 1;
        for (int h = 0; h < HIDDEN; h++) {
            int row = at + h * columns;
            hidden[h] = (float) Math.tanh(parameters[row + traits.length] + Vectors.dot(parameters, row, traits));
        }
        return hidden;
    }

    private float[] made(float[] parameters, int at, float[] of) {
        return made(hidden(parameters, at, of), parameters, at + outAt(), numbers);
    }

    private static float[] made(float[] hidden, float[] out, int at, int numbers) {
        var made = new float[numbers];
        for (int number = 0; number < numbers; number++) {
            int row = at + number * (HIDDEN + 1);
            made[number] = out[row + HIDDEN] + Vectors.dot(out, row, hidden);
        }
        return made;
    }

    @Override
    public Map<String, Matrix> matrices(float[] parameters) {
        var matrices = new TreeMap<>(scaling.matrices());
        matrices.put(HIDDEN_NAME, Matrix.of(HIDDEN, t + 1, Arrays.copyOf(parameters, outAt())));
        matrices.put(OUT, Matrix.of(numbers, HIDDEN + 1, Arrays.copyOfRange(parameters, outAt(), size())));
        return matrices;
    }

    /** The network as it was learned. */
    @SuppressWarnings("ArrayRecordComponent") // read from a snapshot, never compared
    record Learned(Traits traits, float[] hidden, float[] out, int numbers) {

        /** Empty when no card was known to learn from. */
        static Optional<Learned> of(Snapshot snapshot, int numbers) {
            if (!snapshot.matrices().containsKey(OUT)) {
                return Optional.empty();
            }
            return Optional.of(new Learned(
                    Traits.of(snapshot),
                    Vectors.sized(snapshot, HIDDEN_NAME, HIDDEN, Traits.size() + 1),
                    Vectors.sized(snapshot, OUT, numbers, HIDDEN + 1),
                    numbers));
        }

        /** [numbers] of an expert that nothing is known of but its card. */
        float[] of(ExpertCard card) {
            var made = made(CardNetwork.hidden(hidden, 0, traits.of(card)), out, 0, numbers);
            made[numbers - 1] += declared(card);
            return made;
        }
    }
}
