package dev.signalbox.moe.llama;

import static java.util.Objects.requireNonNull;

/**
 * Something that computes and holds tensors, as the library lists it.
 *
 * @param name by which a placement refers to it, such as {@code CUDA0}
 * @param description for people, such as the product's name
 * @param totalBytes of its memory; 0 when the library does not know
 * @param freeBytes of it, at most {@code totalBytes}
 */
public record Device(String name, String description, Kind kind, long totalBytes, long freeBytes) {

    /** What a device is good for. */
    public enum Kind {
        /** The processor and main memory. */
        CPU,
        /** A device that layers can be placed on. */
        GPU,
        /** Something that speeds up the processor and holds nothing itself. */
        ACCELERATOR
    }

    public Device {
        requireNonNull(description);
        requireNonNull(kind);
        if (name.isBlank()) {
            throw new IllegalArgumentException("device: no name");
        }
        if (totalBytes < 0 || freeBytes < 0 || freeBytes > totalBytes) {
            throw new IllegalArgumentException(
                    "device " + name + ": " + freeBytes + " bytes free of " + totalBytes + ", expected 0 to all of it");
        }
    }
}
