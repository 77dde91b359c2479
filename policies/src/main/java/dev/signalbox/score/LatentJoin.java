package dev.signalbox.score;

import dev.signalbox.numeric.Descent;
import dev.signalbox.numeric.Odds;
import java.util.random.RandomGenerator;

/**
 * Learns the numbers of new experts while what is read from a question stays as it is. They are pulled towards what was
 * expected of them before any grade was seen, by as much as the penalty says: a newcomer of few grades is taken for that.
 *
 * <pre>
 *   read        [n][inputs]
 *   known       [n][m]        in [0, 1], NaN where not graded; newcomers alone
 *   towards     [m][numbers]
 *   parameters  [m][numbers]
 * </pre>
 */
final class LatentJoin implements Descent.Slope {

    private static final Descent DESCENT = new Descent(40, 400, 64, 0.03);

    private final Task task;
    private final Head head;
    private final float pull;
    private final float[] parameters;

    private LatentJoin(Task task, double penalty) {
        this.task = task;
        this.head = task.head();
        this.pull = (float) (penalty / task.read().length);
        this.parameters = new float[task.towards().length * head.numbers()];
    }

    /** [m][numbers] of the newcomers. */
    static float[] fit(Task task, double penalty, RandomGenerator random) {
        var join = new LatentJoin(task, penalty);
        join.start(random);
        DESCENT.minimise(join.parameters, task.read().length, join, random);
        return join.parameters;
    }

    /** What is to be learned. */
    @SuppressWarnings("ArrayRecordComponent") // lives as long as a fit, never compared
    record Task(Head head, double[][] read, double[][] known, float[][] towards) {}

    /** [numbers] over all experts */
    static float[] mean(float[] experts, int numbers) {
        var mean = new float[numbers];
        int m = experts.length / numbers;
        for (int p = 0; p < experts.length; p++) {
            mean[p % numbers] += experts[p] / m;
        }
        return mean;
    }

    private void start(RandomGenerator random) {
        for (int e = 0; e < task.towards().length; e++) {
            int at = e * head.numbers();
            head.start(parameters, at, Odds.of(task.known(), e), random);
            System.arraycopy(task.towards()[e], 0, parameters, at, head.pulled());
        }
    }

    @Override
    public void add(int[] examples, float[] slope) {
        var ignored = new double[head.inputs()];
        for (int example : examples) {
            var grades = task.known()[example];
            for (int e = 0; e < grades.length; e++) {
                if (!Double.isNaN(grades[e])) {
                    int at = e * head.numbers();
                    double miss = Odds.likely(head.logit(task.read()[example], parameters, at)) - grades[e];
                    head.slope(miss / examples.length, task.read()[example], parameters, at, ignored, slope);
                }
            }
        }
        for (int p = 0; p < slope.length; p++) {
            int number = p % head.numbers();
            float off = parameters[p] - task.towards()[p / head.numbers()][number];
            slope[p] += number < head.pulled() ? pull * off : 0;
        }
    }
}
