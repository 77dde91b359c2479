package dev.signalbox.moe;

import dev.signalbox.moe.adapter.Adapters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The adapters that an expert has on, and what a query may change of them. */
sealed interface Outfit {

    /** Of a query that wants nothing else. */
    Adapters adapters();

    /** @param scales by place in the roster's list, 0 of those left out; null as they are */
    Adapters scaled(@Nullable Map<Integer, Double> scales) throws UnmetSettingException;

    /**
     * As the roster says.
     *
     * @param parts in its order; a file may stand there twice
     */
    record Listed(List<Adapters.Part> parts) implements Outfit {
        public Listed {
            parts = List.copyOf(parts);
        }

        @Override
        public Adapters adapters() {
            return new Adapters(parts);
        }

        @Override
        public Adapters scaled(@Nullable Map<Integer, Double> scales) throws UnmetSettingException {
            if (scales == null) {
                return adapters();
            }
            var scaled = new ArrayList<Adapters.Part>();
            for (var each : scales.entrySet()) {
                if (each.getKey() >= parts.size()) {
                    throw new UnmetSettingException("lora: id " + each.getKey() + ", expected "
                            + (parts.isEmpty() ? "none" : "0 to " + (parts.size() - 1)) + ", as this expert has "
                            + parts.size() + " adapters");
                }
                scaled.add(parts.get(each.getKey()).scaled(each.getValue().floatValue()));
            }
            try {
                return new Adapters(scaled);
            } catch (IllegalArgumentException e) {
                throw new UnmetSettingException("lora: " + e.getMessage(), e);
            }
        }
    }

    /** Of several experts at once, which have no order that a query could mean. */
    record Mixed(Adapters adapters) implements Outfit {
        @Override
        public Adapters scaled(@Nullable Map<Integer, Double> scales) throws UnmetSettingException {
            if (scales != null) {
                throw new UnmetSettingException("lora: set, expected none where several experts answer mixed");
            }
            return adapters;
        }
    }
}
