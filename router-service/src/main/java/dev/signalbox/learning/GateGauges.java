package dev.signalbox.learning;

import dev.signalbox.moe.gate.GateFigures;
import dev.signalbox.telemetry.Scraped;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What gating networks do as metrics, by model and layer; never by expert, of which there may be thousands. */
final class GateGauges implements Scraped {

    private static final Duration EVERY = Duration.ofSeconds(15);

    private final InnerGates gates;
    private final InstantSource clock;
    private final MultiGauge tokens;
    private final List<OfLayer> ofLayers;
    private Instant due = Instant.MIN;

    private record OfLayer(MultiGauge gauge, ToDoubleFunction<GateFigures.Layer> value) {}

    GateGauges(InnerGates gates, MeterRegistry meters, InstantSource clock) {
        this.gates = gates;
        this.clock = clock;
        tokens = gauge(meters, "tokens", "Tokens whose choice of experts was watched");
        ofLayers = List.of(
                new OfLayer(
                        gauge(meters, "entropy", "The gate's indecision per token over that of an even gate"),
                        GateFigures.Layer::entropy),
                new OfLayer(
                        gauge(meters, "spread", "Entropy of all that the gate gave over that of an even gate"),
                        GateFigures.Layer::spread),
                new OfLayer(
                        gauge(meters, "imbalance", "Uses of the most used expert over the mean"),
                        layer -> layer.balance().maxOverMean()),
                new OfLayer(
                        gauge(meters, "dead", "Share of experts that were never used"),
                        layer -> layer.balance().dead()),
                new OfLayer(
                        gauge(meters, "committee", "Experts that together are given half of the mass"),
                        layer -> layer.committee().experts().size()),
                new OfLayer(
                        gauge(meters, "by.token", "How much of the choice the token's identity explains"),
                        GateFigures.Layer::tokenExplained),
                new OfLayer(
                        gauge(meters, "routing.best", "Segment routing best performance"),
                        layer -> layer.local().routingBest()));
    }

    @Override
    public synchronized void refresh() {
        var now = clock.instant();
        if (now.isBefore(due)) {
            return;
        }
        due = now.plus(EVERY);
        var figures = gates.figures();
        tokens.register(
                figures.entrySet().stream()
                        .<MultiGauge.Row<?>>map(each -> MultiGauge.Row.of(
                                Tags.of("model", each.getKey()),
                                each.getValue().promptTokens() + each.getValue().replyTokens()))
                        .toList(),
                true);
        ofLayers.forEach(each -> show(each, figures));
    }

    private static void show(OfLayer gauge, Map<String, GateFigures> figures) {
        gauge.gauge()
                .register(
                        figures.entrySet().stream()
                                .flatMap(model -> model.getValue().layers().stream()
                                        .<MultiGauge.Row<?>>map(layer -> MultiGauge.Row.of(
                                                Tags.of(
                                                        "model",
                                                        model.getKey(),
                                                        "layer",
                                                        Integer.toString(layer.layer())),
                                                gauge.value().applyAsDouble(layer))))
                                .toList(),
                        true);
    }

    private static MultiGauge gauge(MeterRegistry meters, String name, String description) {
        return MultiGauge.builder("signalbox.gate." + name)
                .description(description)
                .register(meters);
    }
}
