package dev.signalbox.policy;

import dev.signalbox.gate.Floor;
import dev.signalbox.gate.Objective;
import dev.signalbox.yaml.Option;
import java.util.Optional;

/** What a policy file asks for: the greatest utility, or the cheapest choice that keeps a floor of quality. */
record Goal(
        @Option(value = "weight of expected quality", otherwise = "1")
        double quality,

        @Option(value = "utility that one US dollar costs", otherwise = "0")
        double perUsd,

        @Option(value = "utility that one second costs", otherwise = "0")
        double perSecond,

        @Option(
                "instead of weights: share of the best single expert's quality, in (0, 1], that the cheapest choice keeps; fitted by training")
        Optional<Double> floor,

        @Option("how surely it keeps the floor, in [0.5, 1); 0.9 when left out")
        Optional<Double> confidence) {

    private static final double SURE = 0.9;

    Goal {
        new Objective(quality, perUsd, perSecond);
        floor.ifPresent(level -> new Floor(level, confidence.orElse(SURE)));
        if (floor.isPresent() && (quality != 1 || perUsd != 0 || perSecond != 0)) {
            throw new IllegalArgumentException(
                    "floor: with quality, per-usd or per-second, expected it without: the weight of cost is fitted");
        }
        if (confidence.isPresent() && floor.isEmpty()) {
            throw new IllegalArgumentException("confidence: without a floor, expected floor beside it");
        }
    }

    Optional<Floor> kept() {
        return floor.map(level -> new Floor(level, confidence.orElse(SURE)));
    }

    /** Its weights; those of quality alone where a floor is to be kept. */
    Objective weights() {
        return new Objective(quality, perUsd, perSecond);
    }

    /** What it comes down to: a goal without a floor means what its weights mean. */
    Record meaning() {
        return kept().<Record>map(floor -> floor).orElseGet(this::weights);
    }
}
