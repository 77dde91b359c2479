package dev.signalbox.moe.llama;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The fields of a C struct in order, from which those of the next build follow. */
record Fields(List<ValueLayout> all) {

    Fields {
        all = List.copyOf(all);
    }

    static Fields of(ValueLayout... fields) {
        return new Fields(List.of(fields));
    }

    /** With {@code added} behind the field called {@code name}. */
    Fields after(String name, ValueLayout... added) {
        var changed = new ArrayList<>(all);
        changed.addAll(index(name) + 1, List.of(added));
        return new Fields(changed);
    }

    Fields without(String... names) {
        var changed = new ArrayList<>(all);
        Arrays.stream(names).forEach(name -> changed.remove(all.get(index(name))));
        return new Fields(changed);
    }

    private int index(String name) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).name().orElseThrow().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no field " + name);
    }

    /** As a C compiler lays them out: each at a multiple of its size, all at a multiple of the largest. */
    StructLayout layout() {
        var laid = new ArrayList<MemoryLayout>();
        long at = 0;
        long largest = 1;
        for (var field : all) {
            at += pad(laid, at, field.byteAlignment());
            laid.add(field);
            at += field.byteSize();
            largest = Math.max(largest, field.byteAlignment());
        }
        pad(laid, at, largest);
        return MemoryLayout.structLayout(laid.toArray(MemoryLayout[]::new));
    }

    private static long pad(List<MemoryLayout> laid, long at, long alignment) {
        long gap = Math.ceilDiv(at, alignment) * alignment - at;
        if (gap > 0) {
            laid.add(MemoryLayout.paddingLayout(gap));
        }
        return gap;
    }
}
