package dev.signalbox.score;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Something that moved a scorer's predictions. Plain data. Maps are by expert, and hold those candidates of which it says
 * something; each kind tells how exactly it accounts for what was predicted.
 */
public sealed interface Reason {

    /**
     * What experts' cards declare, which is all that is known of them. Exact.
     *
     * @param quality in [0, 1]
     */
    record Declared(Map<String, Double> quality) implements Reason {
        public Declared {
            quality = sorted(quality);
        }
    }

    /**
     * Similar questions whose grades were averaged. Exact but for the pull towards each expert's mean over all questions,
     * which a scorer's Javadoc describes.
     *
     * @param questions how many were averaged
     * @param grades their mean, weighted as the scorer weighs them
     * @param nearest the most similar of them, nearest first
     */
    record Neighbourhood(int questions, Map<String, Double> grades, List<Neighbour> nearest) implements Reason {
        public Neighbourhood {
            grades = sorted(grades);
            nearest = List.copyOf(nearest);
        }
    }

    /**
     * A question that was learned from.
     *
     * @param question its id, empty when the snapshot does not tell
     * @param domain its label, empty when it has none
     * @param similarity in [-1, 1]
     * @param share of the weight of all that were averaged, in [0, 1]
     * @param grades in [0, 1]
     */
    record Neighbour(String question, String domain, double similarity, double share, Map<String, Double> grades) {
        public Neighbour {
            requireNonNull(question);
            requireNonNull(domain);
            grades = sorted(grades);
        }
    }

    /**
     * The cluster of questions that this one falls into. Exact when it stands alone; some kinds of clusters say more.
     *
     * @param cluster its number, from 0
     * @param clusters how many there are
     * @param questions how many of those learned from fell into it
     * @param grades their means, as the table has them
     */
    record Cluster(int cluster, int clusters, int questions, Map<String, Double> grades) implements Reason {
        public Cluster {
            grades = sorted(grades);
        }
    }

    /**
     * The domains that the question may be of. Exact when all are listed: predicted quality is their grades' mean.
     *
     * @param domains the likeliest first
     */
    record Domains(List<Domain> domains) implements Reason {
        public Domains {
            domains = List.copyOf(domains);
        }
    }

    /**
     * One domain.
     *
     * @param name its label, or its number where the snapshot does not tell
     * @param probability in [0, 1]
     * @param grades means in it, as the table has them
     */
    record Domain(String name, double probability, Map<String, Double> grades) {
        public Domain {
            requireNonNull(name);
            grades = sorted(grades);
        }
    }

    /**
     * A sum of points. Exact: predicted quality is the base and all points together, cut to [0, 1].
     *
     * @param base what is predicted of a typical question
     * @param terms the rest, those that tell the experts apart most first
     */
    record Sum(Map<String, Double> base, List<Points> terms) implements Reason {
        public Sum {
            base = sorted(base);
            terms = List.copyOf(terms);
        }
    }

    /**
     * What one feature, or a group of them, added.
     *
     * @param feature for people, such as {@code embedding}, {@code signal code} or {@code word "sort"}
     * @param points of quality
     */
    record Points(String feature, Map<String, Double> points) {
        public Points {
            requireNonNull(feature);
            points = sorted(points);
        }
    }

    /**
     * What would be predicted if a part of the features were that of a typical question. Exact as an answer to that
     * question; it is no share of the prediction, as parts interact, and these do not add up.
     *
     * @param features for people, such as {@code embedding}
     * @param quality then, in [0, 1]
     */
    record Without(String features, Map<String, Double> quality) implements Reason {
        public Without {
            requireNonNull(features);
            quality = sorted(quality);
        }
    }

    /**
     * What several scorers said, and why. Exact: predicted quality is their weighted sum and the shift, cut to [0, 1].
     *
     * @param parts the weightiest first
     * @param shift added for each expert
     */
    record Mixed(List<Part> parts, Map<String, Double> shift) implements Reason {
        public Mixed {
            parts = List.copyOf(parts);
            shift = sorted(shift);
        }
    }

    /**
     * One of several scorers.
     *
     * @param scorer its name
     * @param weight at least 0
     * @param quality that it predicts
     * @param reasons of its own
     */
    record Part(String scorer, double weight, Map<String, Double> quality, List<Reason> reasons) {
        public Part {
            requireNonNull(scorer);
            quality = sorted(quality);
            reasons = List.copyOf(reasons);
        }
    }

    private static Map<String, Double> sorted(Map<String, Double> byExpert) {
        return Collections.unmodifiableMap(new TreeMap<>(byExpert));
    }
}
