package dev.signalbox.evaluate.metric;

/** A figure that the evaluation gives of a router. */
public enum Metric {
    AREA("area", Better.HIGH, "mean quality under the deferral curve, cost from the cheapest to the dearest expert"),
    QNC("qnc", Better.LOW, "cost at which the best single expert's quality is reached, as a share of that expert's"),
    PEAK("peak", Better.HIGH, "highest mean quality on the deferral curve"),
    APGR("apgr", Better.HIGH, "share of the gap from weak to strong expert recovered, over all shares of strong calls"),
    CPT20("cpt20", Better.LOW, "share of strong calls that recovers 20 % of the gap"),
    CPT50("cpt50", Better.LOW, "share of strong calls that recovers 50 % of the gap"),
    CPT80("cpt80", Better.LOW, "share of strong calls that recovers 80 % of the gap"),
    ECE("ece", Better.LOW, "expected calibration error of predicted quality, 15 bins of equal mass"),
    LOAD("load-balance", Better.LOW, "queries of the busiest expert over the mean expert's, at the operating point"),
    CHURN(
            "churn",
            Better.LOW,
            "decisions at the operating point that change with another draw of the training prompts"),
    DECISION_P50("decision-p50-ms", Better.LOW, "median time of a decision without the embedding, in milliseconds"),
    DECISION_P99("decision-p99-ms", Better.LOW, "99th percentile of it"),
    ONBOARDED_AREA("onboarded-area", Better.HIGH, "area with a part of the experts onboarded from few labels"),
    ONBOARDED_SHARE("onboarded-share", Better.HIGH, "share of the lift over the hull that onboarding keeps"),
    FLOOR_COST(
            "floor-cost",
            Better.LOW,
            "cost of the cheapest routing that keeps the floor, as a share of the best single expert's"),
    FLOOR_GUARANTEED(
            "floor-guaranteed", Better.HIGH, "share of the best single expert's quality that the calibration promises"),
    FLOOR_OBSERVED(
            "floor-observed",
            Better.HIGH,
            "share of the best single expert's quality that it kept on prompts it was not calibrated on"),
    FLOOR_HELD("floor-held", Better.HIGH, "splits in which what was observed is at least what was promised"),
    FLOOR_FITTED(
            "floor-fitted",
            Better.HIGH,
            "splits in which some routing passed; in the others the best expert answers everything"),
    INTENT_ACCURACY("intent-accuracy", Better.HIGH, "in-scope prompts whose intent is right"),
    DOMAIN_ACCURACY("domain-accuracy", Better.HIGH, "in-scope prompts whose domain is right"),
    OOS_AUROC(
            "oos-auroc", Better.HIGH, "how often a prompt in scope is taken for likelier in scope than one out of it");

    private final String key;
    private final Better better;
    private final String meaning;

    Metric(String key, Better better, String meaning) {
        this.key = key;
        this.better = better;
        this.meaning = meaning;
    }

    /** Its name in reports. */
    public String key() {
        return key;
    }

    public Better better() {
        return better;
    }

    /** One line for people. */
    public String meaning() {
        return meaning;
    }

    /** Which way is good. */
    public enum Better {
        HIGH,
        LOW;

        /** Whether {@code value} is better than {@code other}; anything is better than what is not a number. */
        public boolean prefers(double value, double other) {
            return !Double.isNaN(value) && (Double.isNaN(other) || (this == HIGH ? value > other : value < other));
        }
    }
}
