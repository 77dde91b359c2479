package dev.signalbox.moe.plan;

import static java.util.Objects.requireNonNull;

import dev.signalbox.moe.llama.Device;
import dev.signalbox.moe.llama.Offload;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a model goes, and what that takes.
 *
 * @param offload what the library is told
 * @param uses of each device, the processor first
 * @param reasons for people, one line each
 */
public record Plan(Offload offload, List<Use> uses, List<String> reasons) {

    public Plan {
        requireNonNull(offload);
        uses = List.copyOf(uses);
        reasons = List.copyOf(reasons);
    }

    /**
     * What a device holds, in bytes.
     *
     * @param device of which that is asked
     * @param weights of the model; those of the processor are mapped from the file
     * @param cache of keys and values
     * @param compute scratch memory of all contexts, and what each takes for itself
     */
    public record Use(Device device, long weights, long cache, long compute) {

        public long total() {
            return weights + cache + compute;
        }

        /** A device whose size is not known takes anything. */
        boolean fits() {
            return device.totalBytes() == 0 || total() <= device.freeBytes();
        }
    }

    /** What the processor's memory must hold. */
    public Use cpu() {
        return uses.getFirst();
    }

    /** Where it went, in a line. */
    public String words() {
        return uses.stream()
                .filter(use -> use.total() > 0)
                .map(use -> Bytes.text(use.total()) + " on " + use.device().name())
                .collect(Collectors.joining(", "));
    }

    /** Of all devices. */
    public long totalBytes() {
        return uses.stream().mapToLong(Use::total).sum();
    }
}
