package dev.signalbox.moe.plan;

import dev.signalbox.moe.gguf.TensorRole;
import dev.signalbox.moe.llama.Device;
import dev.signalbox.moe.llama.Device.Kind;
import dev.signalbox.moe.llama.Offload;
import dev.signalbox.moe.llama.Offload.Split;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Proposes where a model goes, on devices with the memory they have. First come attention, norms, router, shared experts
 * and the cache of as many layers as fit, the last layers first; then the experts of layer after layer, in the order in
 * which a GPU gains most by them ({@link Activity}); what is left stays on the processor. What fits nowhere is refused.
 */
public final class Planner {

    /** Of a GPU, left to what its driver takes for itself once work begins. */
    private static final long GPU_RESERVE_BYTES = 256L << 20;

    private final List<Device> devices;

    /** @param devices the processor and any GPUs, in the library's order; a processor of 0 bytes takes anything */
    public Planner(List<Device> devices) {
        var cpus = devices.stream().filter(device -> device.kind() == Kind.CPU).toList();
        if (cpus.size() != 1) {
            throw new IllegalArgumentException("devices: " + cpus.size() + " processors, expected 1");
        }
        this.devices = Stream.concat(cpus.stream(), devices.stream().filter(device -> device.kind() == Kind.GPU))
                .toList();
    }

    /** The best placement, or {@link NoRoomException} with the numbers. */
    public Plan propose(ModelSizes model, Demand demand, Activity activity) {
        if (devices.size() == 1) {
            return check(model, demand, Offload.NONE);
        }
        var placing = new Placing(model, demand, devices);
        for (int layers = model.layers() + 1; layers > 0; layers--) {
            var base = new Offload(layers, Split.LAYER, shares(layers), 0, List.of());
            if (gpusHold(placing.uses(base, layer -> true))) {
                return fill(placing, base, activity);
            }
        }
        var plan = check(model, demand, Offload.NONE);
        var reasons = new ArrayList<>(plan.reasons());
        reasons.add("no GPU has room for a layer and its cache");
        return new Plan(plan.offload(), plan.uses(), reasons);
    }

    /** What a placement given takes, or {@link NoRoomException} with the numbers. */
    public Plan check(ModelSizes model, Demand demand, Offload offload) {
        var plan =
                new Plan(offload, new Placing(model, demand, devices).uses(offload), List.of(summary(model, demand)));
        return refuse(plan, model);
    }

    /** [GPU] layers in proportion to free memory, none where the reserve leaves nothing; whole numbers that add up. */
    private List<Double> shares(int layers) {
        var gpus = devices.subList(1, devices.size());
        double all = gpus.stream().mapToDouble(Planner::usable).sum();
        if (gpus.size() == 1 || all == 0) {
            return List.of();
        }
        var shares = new ArrayList<Double>();
        double before = 0;
        double given = 0;
        for (var gpu : gpus) {
            before += usable(gpu);
            double end = Math.rint(layers * before / all);
            shares.add(end - given);
            given = end;
        }
        return shares;
    }

    private static double usable(Device gpu) {
        return Math.max(0, gpu.freeBytes() - GPU_RESERVE_BYTES);
    }

    private static boolean gpusHold(List<Plan.Use> uses) {
        return uses.stream().skip(1).allMatch(use -> use.total() == 0 || use.total() <= usable(use.device()));
    }

    private Plan fill(Placing placing, Offload base, Activity activity) {
        var waiting = new HashSet<>(placing.expertLayers(placing.layerPlaces(base)));
        for (int layer : byGain(placing, waiting, activity)) {
            waiting.remove(layer);
            if (!gpusHold(placing.uses(base, waiting::contains))) {
                waiting.add(layer);
            }
        }
        var offload = waiting.isEmpty()
                ? base
                : new Offload(base.layers(), base.split(), base.shares(), 0, List.of(toCpu(waiting)));
        var plan = new Plan(offload, placing.uses(offload), reasons(placing, base, waiting, activity));
        return refuse(plan, placing.model());
    }

    /** Most distinct bytes woken per byte placed first; of equals the later layer, which other placements move first. */
    private static List<Integer> byGain(Placing placing, Set<Integer> layers, Activity activity) {
        var profile = placing.model().profile();
        int batch = placing.demand().largestBatch();
        Comparator<Integer> gain = Comparator.comparingDouble(
                layer -> activity.woken(layer, profile.experts(), profile.expertsUsed(), batch));
        return layers.stream()
                .sorted(gain.reversed().thenComparing(Comparator.reverseOrder()))
                .toList();
    }

    private static Offload.Pin toCpu(Set<Integer> layers) {
        var numbers = new TreeSet<>(layers).stream().map(String::valueOf).collect(Collectors.joining("|"));
        return new Offload.Pin("^blk\\.(" + numbers + ")\\.ffn_.*_exps\\.", "CPU");
    }

    private List<String> reasons(Placing placing, Offload base, Set<Integer> onCpu, Activity activity) {
        var model = placing.model();
        var reasons = new ArrayList<String>();
        reasons.add(summary(model, placing.demand()));
        int layers = model.layers() + 1;
        reasons.add(
                base.layers() == layers
                        ? "attention, router, shared experts and cache of all " + model.layers()
                                + " layers fit the GPUs"
                        : "of " + layers + " layers, the output included, the last " + base.layers()
                                + " go to the GPUs: with one more their attention and cache would not fit");
        if (model.profile().isSparse()) {
            reasons.add(
                    expertReason(placing.expertLayers(placing.layerPlaces(base)).size(), onCpu, activity));
        }
        return reasons;
    }

    private static String expertReason(int layers, Set<Integer> onCpu, Activity activity) {
        if (onCpu.isEmpty()) {
            return "the experts of these layers fit too";
        }
        var order =
                activity.isMeasured() ? "evenly used ones first, by measured use" : "last ones first, use not measured";
        return "the experts of " + (layers - onCpu.size()) + " of " + layers + " layers fit too, " + order + "; "
                + onCpu.size() + (onCpu.size() == 1 ? " layer keeps" : " layers keep") + " theirs on the processor";
    }

    private static String summary(ModelSizes model, Demand demand) {
        long experts = model.profile().of(TensorRole.EXPERTS).bytes();
        return "weights " + Bytes.text(model.bytes()) + ", of them experts " + Bytes.text(experts) + "; "
                + demand.contexts().size() + (demand.contexts().size() == 1 ? " context" : " contexts")
                + " with a cache of "
                + demand.cache().type().label();
    }

    private static Plan refuse(Plan plan, ModelSizes model) {
        var full = plan.uses().stream().filter(use -> !use.fits()).toList();
        if (full.isEmpty()) {
            return plan;
        }
        throw new NoRoomException("a model of " + Bytes.text(model.bytes()) + " does not fit: "
                + full.stream().map(Planner::lack).collect(Collectors.joining("; ")));
    }

    private static String lack(Plan.Use use) {
        return use.device().name() + " needs " + Bytes.text(use.total()) + " (weights " + Bytes.text(use.weights())
                + ", cache " + Bytes.text(use.cache()) + ", compute " + Bytes.text(use.compute()) + "), free "
                + Bytes.text(use.device().freeBytes()) + " of "
                + Bytes.text(use.device().totalBytes());
    }
}
