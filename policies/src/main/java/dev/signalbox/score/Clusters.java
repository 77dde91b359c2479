package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.KMeans;
import dev.signalbox.numeric.Vectors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Groups of similar questions and how each expert does in them: to which a question belongs, the means there, and what is
 * said beyond the means. Immutable.
 */
final class Clusters {

    private static final String CENTRES = "centres";
    private static final double[] NOTHING = {};

    private final KMeans means;
    private final Membership membership;
    private final GradeTable grades;
    private final Refinement refinement;

    private Clusters(KMeans means, Membership membership, GradeTable grades, Refinement refinement) {
        this.means = means;
        this.membership = membership;
        this.grades = grades;
        this.refinement = refinement;
    }

    /** Whatever kind of clusters the snapshot holds. */
    static Clusters of(Snapshot snapshot, double prior) {
        var centres = Vectors.rows(snapshot.matrix(CENTRES));
        var means = KMeans.of(centres);
        return new Clusters(
                means, Membership.of(snapshot, means), GradeTable.of(snapshot, prior), Refinement.of(snapshot, means));
    }

    /** Of questions that k-means have been found for. */
    static Clusters fit(
            Kind kind, KMeans means, List<Observation> observations, List<String> experts, RandomGenerator random) {
        var points = Space.points(observations);
        var near = new Membership.Nearest(means);
        if (kind.name() == ClusterScorer.Kind.GAUSSIAN_MIXTURE) {
            var mixture = GaussianMixture.fit(points, means, kind.dial());
            var table = GradeTable.fit(observations, mixture.shares(points), experts, kind.prior());
            return new Clusters(KMeans.of(mixture.centres()), mixture, table, new Refinement.None(experts.size()));
        }
        var table = GradeTable.fit(observations, near.shares(points), experts, kind.prior());
        var quality = Targets.quality(observations, experts);
        return switch (kind.name()) {
            case LEARNED_MAP ->
                new Clusters(
                        means,
                        LearnedMap.fit(points, quality, means.centres(), table, random),
                        table,
                        new Refinement.None(experts.size()));
            case CODES ->
                new Clusters(
                        means,
                        near,
                        table,
                        ResidualCodes.fit(points, means, missed(quality, points, means, table), kind.dial(), random));
            case RIDGE ->
                new Clusters(
                        means,
                        near,
                        table,
                        ClusterRidge.fit(points, means, missed(quality, points, means, table), kind.dial()));
            case K_MEANS, GAUSSIAN_MIXTURE -> new Clusters(means, near, table, new Refinement.None(experts.size()));
        };
    }

    /**
     * What is to be fitted.
     *
     * @param dial what this kind has to choose besides the number of clusters
     * @param prior observations that an expert's overall mean counts for in each cluster
     */
    record Kind(ClusterScorer.Kind name, double dial, double prior) {}

    private static double[][] missed(double[][] quality, float[][] points, KMeans means, GradeTable table) {
        for (int i = 0; i < points.length; i++) {
            int cluster = means.nearest(points[i]);
            for (int e = 0; e < quality[i].length; e++) {
                quality[i][e] -= table.quality(e, cluster);
            }
        }
        return quality;
    }

    /** [m] expected of each expert, not held to [0, 1]. */
    double[] quality(float[] point) {
        var shares = Belonging.of(membership.shares(point));
        var quality = refinement.more(point);
        for (int e = 0; e < quality.length; e++) {
            quality[e] += grades.quality(e, shares);
        }
        return quality;
    }

    /** Whether a question is expected to go as its cluster's mean, and no more is said. */
    boolean isPlain() {
        return membership instanceof Membership.Nearest && refinement instanceof Refinement.None;
    }

    /** A question is its shares of clusters; empty where more is said beyond the means. */
    Optional<Factored> factored(List<ExpertCard> cards, Map<String, Integer> experts) {
        return refinement instanceof Refinement.None
                ? Optional.of(Factoring.of(
                        cards,
                        grades.groups(),
                        this::shares,
                        card -> Optional.ofNullable(experts.get(card.name())).map(grades::factors)))
                : Optional.empty();
    }

    private float[] shares(Features features) {
        Space.require(features.embedding(), dimension());
        return Vectors.floats(membership.shares(features.embedding().toArray()));
    }

    /** The likeliest cluster of a question. */
    Reason reason(float[] point, List<ExpertCard> candidates, Map<String, Integer> experts) {
        var shares = membership.shares(point);
        int likeliest = 0;
        for (int j = 1; j < shares.length; j++) {
            likeliest = shares[j] > shares[likeliest] ? j : likeliest;
        }
        int cluster = likeliest;
        var rows = Grades.of(candidates, experts, expert -> grades.quality(expert, cluster));
        return new Reason.Cluster(cluster, shares.length, grades.questions(cluster), rows);
    }

    /** The clusters stay; newcomers get rows of each table, and what is to be said beyond the means of them. */
    Map<String, Matrix> joined(Newcomers newcomers, double prior) {
        var few = newcomers.few().observations();
        var points = Space.points(few);
        var rows = NewRows.join(newcomers, membership.shares(points), prior);
        var table = GradeTable.of(rows, prior);
        var missed = Targets.quality(few, newcomers.names());
        int known = newcomers.known().experts().size();
        for (int i = 0; i < points.length; i++) {
            int cluster = means.nearest(points[i]);
            for (int e = 0; e < missed[i].length; e++) {
                missed[i][e] -= table.quality(known + e, cluster);
            }
        }
        var joined = new TreeMap<>(rows);
        joined.putAll(refinement.joined(points, missed).matrices());
        return joined;
    }

    int dimension() {
        return means.centres()[0].length;
    }

    SortedMap<String, Matrix> matrices() {
        var matrices = new TreeMap<String, Matrix>(grades.matrices());
        matrices.put(CENTRES, Vectors.matrix(means.centres(), dimension()));
        matrices.putAll(membership.matrices());
        matrices.putAll(refinement.matrices());
        return matrices;
    }

    /** What is known of one question. */
    Seen see(float[] point) {
        // no array as long as the roster where there is nothing to say
        var more = refinement instanceof Refinement.None ? NOTHING : refinement.more(point);
        return new Seen(grades, Belonging.of(membership.shares(point)), more);
    }

    /** One question's place among the clusters. */
    static final class Seen {
        private final GradeTable grades;
        private final Belonging shares;
        private final double[] more;

        private Seen(GradeTable grades, Belonging shares, double[] more) {
            this.grades = grades;
            this.shares = shares;
            this.more = more;
        }

        Score score(Features features, ExpertCard card, int expert) {
            return grades.score(features, card, expert, shares, more.length == 0 ? 0 : more[expert]);
        }
    }
}
