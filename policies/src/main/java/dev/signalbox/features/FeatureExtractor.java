package dev.signalbox.features;

import dev.signalbox.experts.Query;

/** Extracts the facts that routing looks at. */
public interface FeatureExtractor {
    Features extract(Query query);
}
