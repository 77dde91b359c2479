package dev.signalbox.moe;

import dev.signalbox.moe.gate.Steering;
import dev.signalbox.moe.worker.MalformedWireException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A steering in a request to a worker, both ways: {@code {"name": "x", "layers": {"0": {"mask": [2], "bias": {"1": 1.5}}}}},
 * where whatever {@code only} left out is masked.
 */
final class SteeringJson {

    private SteeringJson() {}

    static void put(Steering steering, ObjectNode json) {
        var layers = json.put("name", steering.name()).putObject("layers");
        for (int layer = 0; layer < steering.layers(); layer++) {
            float[] bias = steering.bias(layer);
            if (bias != null) {
                put(bias, layers.putObject(Integer.toString(layer)));
            }
        }
    }

    private static void put(float[] bias, ObjectNode json) {
        var mask = json.putArray("mask");
        var byExpert = json.putObject("bias");
        for (int expert = 0; expert < bias.length; expert++) {
            if (bias[expert] == Float.NEGATIVE_INFINITY) {
                mask.add(expert);
            } else if (bias[expert] != 0) {
                byExpert.put(Integer.toString(expert), (double) bias[expert]);
            }
        }
    }

    /** Checked anew: the model is native code's, and only {@code terms} are known to be true of it. */
    static Steering read(JsonNode json, GateTerms terms) throws MalformedWireException {
        var layers = new HashMap<Integer, Steering.Layer>();
        for (var layer : json.path("layers").properties()) {
            layers.put(number(layer.getKey()), layer(layer.getValue()));
        }
        return Steering.of(json.path("name").asString(""), layers, terms.shape(), terms.used());
    }

    private static Steering.Layer layer(JsonNode json) throws MalformedWireException {
        var mask = new ArrayList<Integer>();
        for (var expert : json.path("mask")) {
            if (!expert.isInt()) {
                throw new MalformedWireException("steering: mask, expected numbers of experts");
            }
            mask.add(expert.intValue());
        }
        Map<Integer, Double> bias = new HashMap<>();
        for (var each : json.path("bias").properties()) {
            if (!each.getValue().isNumber()) {
                throw new MalformedWireException("steering: bias, expected numbers by expert");
            }
            bias.put(number(each.getKey()), each.getValue().doubleValue());
        }
        return new Steering.Layer(mask, List.of(), bias);
    }

    private static int number(String text) throws MalformedWireException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new MalformedWireException("steering: a key that is no number", e);
        }
    }
}
