package dev.signalbox.moe.plan;

import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.TensorRole;
import dev.signalbox.moe.llama.Device;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.Offload;
import dev.signalbox.moe.llama.Offload.Split;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What llama.cpp does with an {@link Offload}, by its rules since build b7464: the last layers go to the GPUs, the output
 * being the very last; a layer's cache goes where the layer goes; the input stays on the processor; the first override
 * that matches a tensor's name decides for it.
 *
 * @param devices the processor first, then the GPUs
 */
record Placing(ModelSizes model, Demand demand, List<Device> devices) {

    static final int CPU = 0;

    /** Where overrides send tensors: -1 for those that stay with their layer. */
    private interface Elsewhere {
        int of(GgufTensor tensor);
    }

    /** What each device holds under {@code offload}. */
    List<Plan.Use> uses(Offload offload) {
        var overrides = offload.overrides().stream()
                .map(override -> new Compiled(Pattern.compile(override.pattern()), index(override.device())))
                .toList();
        return tally(
                offload,
                tensor -> overrides.stream()
                        .filter(override ->
                                override.pattern().matcher(tensor.name()).find())
                        .mapToInt(Compiled::device)
                        .findFirst()
                        .orElse(-1));
    }

    private record Compiled(Pattern pattern, int device) {}

    /** As if an override sent the experts of these layers to the processor. */
    List<Plan.Use> uses(Offload offload, Predicate<Integer> expertsOnCpu) {
        return tally(offload, tensor -> isExpert(tensor) && expertsOnCpu.test(model.place(tensor)) ? CPU : -1);
    }

    private int index(String device) {
        for (int i = 0; i < devices.size(); i++) {
            if (devices.get(i).name().equals(device)) {
                return i;
            }
        }
        throw new IllegalArgumentException("overrides: no device " + device + ", expected one of "
                + devices.stream().map(Device::name).toList());
    }

    private List<Plan.Use> tally(Offload offload, Elsewhere overrides) {
        int[] place = layerPlaces(offload);
        var weights = new long[devices.size()];
        for (var tensor : model.tensors()) {
            int elsewhere = overrides.of(tensor);
            if (elsewhere >= 0) {
                weights[elsewhere] += tensor.bytes();
            } else if (offload.split() == Split.ROW && isMatrix(tensor) && at(place, tensor) != CPU) {
                addRows(weights, tensor.bytes(), offload);
            } else {
                weights[at(place, tensor)] += tensor.bytes();
            }
        }
        int output = place[place.length - 1];
        weights[output] += output == CPU ? 0 : model.tiedOutputBytes();
        return IntStream.range(0, devices.size())
                .mapToObj(device -> new Plan.Use(
                        devices.get(device), weights[device], cache(device, place), compute(device, place)))
                .toList();
    }

    /** [layers + 1] which device holds the layer; the last is the output. */
    int[] layerPlaces(Offload offload) {
        int count = model.layers() + 1;
        int gpus = devices.size() - 1;
        int moved = gpus == 0 ? 0 : Math.min(offload.layers(), count);
        double[] ends = ends(offload);
        var places = new int[count];
        for (int i = 0; i < moved; i++) {
            float at = (float) i / moved;
            int gpu = 0;
            while (gpu < gpus - 1 && !((float) ends[gpu] > at)) {
                gpu++;
            }
            places[count - moved + i] = 1 + gpu;
        }
        return places;
    }

    /** [GPU] the shares added up and scaled to end at 1. */
    private double[] ends(Offload offload) {
        var ends = shares(offload);
        Arrays.parallelPrefix(ends, Double::sum);
        double sum = ends.length == 0 ? 1 : ends[ends.length - 1];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = sum == 0 ? (double) (i + 1) / ends.length : ends[i] / sum;
        }
        return ends;
    }

    private double[] shares(Offload offload) {
        int gpus = devices.size() - 1;
        var shares = new double[gpus];
        for (int i = 0; i < gpus; i++) {
            if (offload.split() == Split.NONE) {
                shares[i] = i == Math.min(offload.main(), gpus - 1) ? 1 : 0;
            } else if (offload.shares().isEmpty()) {
                shares[i] = devices.get(1 + i).freeBytes();
            } else {
                shares[i] = i < offload.shares().size() ? offload.shares().get(i) : 0;
            }
        }
        return shares;
    }

    private static boolean isExpert(GgufTensor tensor) {
        return tensor.role() == TensorRole.EXPERTS;
    }

    private static boolean isMatrix(GgufTensor tensor) {
        return tensor.dimensions().size() > 1;
    }

    private void addRows(long[] weights, long bytes, Offload offload) {
        double begin = 0;
        double[] ends = ends(offload);
        for (int i = 0; i < ends.length; i++) {
            weights[1 + i] += Math.round(bytes * (ends[i] - begin));
            begin = ends[i];
        }
    }

    private int at(int[] place, GgufTensor tensor) {
        int at = model.place(tensor);
        return at < 0 ? CPU : place[at];
    }

    private long cache(int device, int[] place) {
        long bytes = 0;
        for (var size : demand.contexts()) {
            var scratch = new Scratch(model, size, demand.cache());
            for (int layer = 0; layer < model.layers(); layer++) {
                bytes += place[layer] == device ? scratch.cacheBytes(layer) : 0;
            }
        }
        return bytes;
    }

    /** The processor always holds the inputs, what a context keeps for itself, and a conversation on its way. */
    private long compute(int device, int[] place) {
        boolean layers = Arrays.stream(place).anyMatch(each -> each == device);
        boolean output = place[place.length - 1] == device;
        long bytes = device == CPU ? copy() : 0;
        for (var size : demand.contexts()) {
            var scratch = new Scratch(model, size, demand.cache());
            bytes += device == CPU ? Scratch.FIXED_BYTES + (layers ? 0 : scratch.inputs()) : 0;
            bytes += layers ? scratch.computeBytes(output) : 0;
        }
        return bytes;
    }

    /** Of all layers, wherever they lie. */
    private long copy() {
        var conversation = new Scratch(model, new LlamaContext.Size(demand.copied(), 1, 1, 1), demand.cache());
        return IntStream.range(0, model.layers())
                .mapToLong(conversation::cacheBytes)
                .sum();
    }

    /** The layers that have experts and lie on a GPU, in file order. */
    List<Integer> expertLayers(int[] place) {
        return IntStream.range(0, model.layers())
                .filter(layer -> place[layer] != CPU)
                .filter(layer -> model.profile()
                                .layers()
                                .get(layer)
                                .of(TensorRole.EXPERTS)
                                .bytes()
                        > 0)
                .boxed()
                .toList();
    }
}
