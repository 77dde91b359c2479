package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import dev.signalbox.numeric.Compact;
import dev.signalbox.numeric.Descent;
import dev.signalbox.numeric.Odds;
import dev.signalbox.numeric.Row;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Learns the numbers of a {@link Latent} from grades: least cross-entropy, and a penalty on the squares of the weights that
 * read a question and of the experts' {@linkplain Head#pulled pulled} numbers, by {@link Descent}. Such a penalty on both
 * factors of a product is one on its nuclear norm (Srebro and Shraibman 2005), which keeps its rank low.
 *
 * <pre>
 *   rows        [n]      of unit length
 *   known       [n][m]   in [0, 1], NaN where not graded
 *   parameters  [coordinates][inputs] to read by, of those that occur · [inputs] their bias · [m][numbers] of the experts
 *               · those of what is given
 * </pre>
 */
final class LatentFit implements Descent.Slope {

    private static final Descent DESCENT = new Descent(12, 300, 64, 0.02);
    private static final double SPREAD = 0.1;

    private final Task task;
    private final Head head;
    private final Compact compact;
    private final Row[] rows;
    private final double[][] known;
    private final int weights;
    private final int expertsAt;
    private final int givenAt;
    private final float[] parameters;
    private final float pull;
    private final float[] experts;
    private final float[] ofExperts;

    private LatentFit(Task task, double penalty) {
        this.task = task;
        this.head = task.head();
        this.compact = Compact.of(task.rows());
        this.rows = compact.rows();
        this.known = task.known();
        this.weights = compact.coordinates() * head.inputs();
        this.expertsAt = weights + head.inputs();
        this.experts = new float[known[0].length * head.numbers()];
        this.ofExperts = new float[experts.length];
        this.givenAt = expertsAt + experts.length;
        this.parameters = new float[givenAt + task.given().size()];
        this.pull = (float) (penalty / rows.length);
    }

    /** @param penalty above 0; it says as much as so many questions */
    static Fitted fit(Task task, double penalty, RandomGenerator random) {
        var fit = new LatentFit(task, penalty);
        fit.start(random);
        DESCENT.minimise(fit.parameters, fit.rows.length, fit, random);
        return fit.fitted();
    }

    /**
     * What is to be learned.
     *
     * @param rows with so many {@code coordinates}
     */
    @SuppressWarnings("ArrayRecordComponent") // lives as long as a fit, never compared
    record Task(Head head, Given given, Row[] rows, double[][] known, int coordinates) {}

    private void start(RandomGenerator random) {
        for (int p = 0; p < weights; p++) {
            parameters[p] = (float) (SPREAD * random.nextGaussian());
        }
        for (int e = 0; e < known[0].length; e++) {
            head.start(parameters, expertsAt + e * head.numbers(), Odds.of(known, e), random);
        }
        task.given().start(parameters, givenAt, random);
    }

    @Override
    public void add(int[] examples, float[] slope) {
        write(experts);
        Arrays.fill(ofExperts, 0);
        for (int example : examples) {
            learn(example, 1.0 / examples.length, slope);
        }
        for (int p = 0; p < weights; p++) {
            slope[p] += pull * parameters[p];
        }
        for (int p = 0; p < ofExperts.length; p++) {
            ofExperts[p] += p % head.numbers() < head.pulled() ? pull * experts[p] : 0;
            // what an expert owes to nobody is pulled too, or it would never owe anything
            slope[expertsAt + p] = ofExperts[p] + (givenAt < parameters.length ? pull * parameters[expertsAt + p] : 0);
        }
        task.given().slope(ofExperts, parameters, givenAt, slope);
        for (int p = givenAt; p < slope.length; p++) {
            slope[p] += pull * parameters[p];
        }
    }

    /** The experts' own numbers and what is given to them. */
    private void write(float[] into) {
        System.arraycopy(parameters, expertsAt, into, 0, into.length);
        task.given().add(parameters, givenAt, into);
    }

    private void learn(int example, double share, float[] slope) {
        var row = rows[example];
        var read = read(row);
        var ofRead = new double[read.length];
        var grades = known[example];
        for (int e = 0; e < grades.length; e++) {
            if (!Double.isNaN(grades[e])) {
                int at = e * head.numbers();
                double miss = Odds.likely(head.logit(read, experts, at)) - grades[e];
                head.slope(share * miss, read, experts, at, ofRead, ofExperts);
            }
        }
        row.addTo(slope, ofRead);
        for (int k = 0; k < ofRead.length; k++) {
            slope[weights + k] += (float) ofRead[k];
        }
    }

    private double[] read(Row row) {
        var read = new double[head.inputs()];
        for (int k = 0; k < read.length; k++) {
            read[k] = parameters[weights + k];
        }
        row.times(parameters, read);
        return read;
    }

    private Fitted fitted() {
        var reading = new Reading(
                compact.expanded(parameters, task.coordinates(), head.inputs()),
                Arrays.copyOfRange(parameters, weights, expertsAt));
        write(experts);
        var shared = Arrays.copyOfRange(parameters, givenAt, parameters.length);
        return new Fitted(head, reading, experts, task.given().matrices(shared));
    }

    /** What was learned; arrays as {@link Latent} documents them. */
    @SuppressWarnings("ArrayRecordComponent") // a result on its way to a snapshot, never compared
    record Fitted(Head head, Reading reading, float[] experts, Map<String, Matrix> given) {

        /** [m] in (0, 1) */
        double[] predict(Row row) {
            var read = reading.of(row);
            var likely = new double[experts.length / head.numbers()];
            Arrays.setAll(likely, e -> Odds.likely(head.logit(read, experts, e * head.numbers())));
            return likely;
        }
    }
}
