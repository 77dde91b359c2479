package dev.signalbox.moe.plan;

import dev.signalbox.moe.gguf.GgufHeader;
import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.GgufValue;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a model file's header says that decides how much memory the model takes.
 *
 * @param layers repeating ones
 * @param pieces its tensors
 * @param heads [layer]
 * @param keys [layer] numbers that one token leaves in the cache as its keys
 * @param values [layer] likewise as its values
 * @param widths of what is computed between the weights
 */
public record Blueprint(
        int layers, List<Piece> pieces, List<Integer> heads, List<Long> keys, List<Long> values, Widths widths) {

    private static final Pattern BLOCK = Pattern.compile("blk\\.([0-9]{1,6})\\..*");

    /** Where a tensor belongs. */
    enum Role {
        /** Read before the first layer; stays on the processor. */
        INPUT,
        /** All of a layer that every token meets: attention, norms, router, shared experts. */
        DENSE,
        /** The weights of a layer's experts, of which a token meets a few. */
        EXPERTS,
        /** Read after the last layer. */
        OUTPUT
    }

    /**
     * A tensor.
     *
     * @param layer it belongs to; that of the output is the number of layers
     */
    record Piece(String name, Role role, int layer, long bytes) {}

    /**
     * Lengths of vectors.
     *
     * @param model of a token between layers
     * @param hidden in a dense feed-forward layer
     * @param expertHidden in an expert; 0 when there are none
     * @param vocabulary tokens
     * @param experts in a layer; 0 for a dense model
     * @param used experts per token
     * @param head of a key of one attention head
     */
    record Widths(long model, long hidden, long expertHidden, long vocabulary, int experts, int used, long head) {}

    public Blueprint {
        pieces = List.copyOf(pieces);
        heads = List.copyOf(heads);
        keys = List.copyOf(keys);
        values = List.copyOf(values);
    }

    /** Reads it, or throws {@link IllegalArgumentException} naming the key that is missing or wrong. */
    public static Blueprint of(GgufHeader header) {
        return new Reading(header).blueprint();
    }

    /** All of the weights. */
    public long bytes() {
        return pieces.stream().mapToLong(Piece::bytes).sum();
    }

    long bytes(Role role) {
        return pieces.stream()
                .filter(piece -> piece.role() == role)
                .mapToLong(Piece::bytes)
                .sum();
    }

    boolean isSparse() {
        return widths.experts() > 0;
    }

    /** The reading of one header. */
    private record Reading(GgufHeader header, String architecture) {

        Reading(GgufHeader header) {
            this(header, header.text("general.architecture").orElse(""));
        }

        Blueprint blueprint() {
            int layers = Math.toIntExact(positive("block_count"));
            long width = positive("embedding_length");
            var heads = perLayer("attention.head_count", layers, 0);
            var keyHeads = perLayer("attention.head_count_kv", layers, -1);
            long head = whole("attention.key_length").orElseGet(() -> headWidth(width, heads));
            long valueHead = whole("attention.value_length").orElse(head);
            return new Blueprint(
                    layers,
                    header.tensors().stream()
                            .map(tensor -> piece(tensor, layers))
                            .toList(),
                    heads.stream().map(Math::toIntExact).toList(),
                    cells(keyHeads, heads, head),
                    cells(keyHeads, heads, valueHead),
                    widths(width, head));
        }

        private static long headWidth(long width, List<Long> heads) {
            return width
                    / Math.max(
                            1, heads.stream().mapToLong(Long::longValue).max().orElse(1));
        }

        /** A layer that says nothing of its key heads has as many as heads. */
        private static List<Long> cells(List<Long> keyHeads, List<Long> heads, long width) {
            return IntStream.range(0, heads.size())
                    .mapToObj(i -> (keyHeads.get(i) < 0 ? heads.get(i) : keyHeads.get(i)) * width)
                    .toList();
        }

        private Widths widths(long width, long head) {
            int experts = Math.toIntExact(whole("expert_count").orElse(0L));
            long hidden = perLayer("feed_forward_length", 1, 0).getFirst();
            return new Widths(
                    width,
                    hidden,
                    experts == 0 ? 0 : whole("expert_feed_forward_length").orElse(hidden),
                    vocabulary(),
                    experts,
                    Math.toIntExact(whole("expert_used_count").orElse(0L)),
                    head);
        }

        private long vocabulary() {
            return header.tensors().stream()
                    .filter(tensor -> tensor.name().equals("token_embd.weight"))
                    .findFirst()
                    .map(tensor -> tensor.dimensions().getLast())
                    .orElseThrow(() -> new IllegalArgumentException("no tensor token_embd.weight"));
        }

        private static Piece piece(GgufTensor tensor, int layers) {
            var name = tensor.name();
            var block = BLOCK.matcher(name);
            if (block.matches()) {
                var role = name.contains("_exps.") ? Role.EXPERTS : Role.DENSE;
                return new Piece(name, role, Integer.parseInt(block.group(1)), tensor.bytes());
            }
            boolean output = name.startsWith("output");
            return new Piece(name, output ? Role.OUTPUT : Role.INPUT, output ? layers : -1, tensor.bytes());
        }

        private java.util.Optional<Long> whole(String key) {
            return header.whole(architecture + "." + key);
        }

        private long positive(String key) {
            long value = whole(key).orElse(0L);
            if (value < 1 || value > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        architecture + "." + key + ": " + value + ", expected a whole number of 1 or more");
            }
            return value;
        }

        /** One number for all layers, or one for each. */
        private List<Long> perLayer(String key, int layers, long otherwise) {
            var each = header.sequence(architecture + "." + key)
                    .map(GgufValue.Sequence::values)
                    .orElse(List.of());
            long all = whole(key).orElse(otherwise);
            return IntStream.range(0, layers)
                    .mapToObj(
                            i -> i < each.size() && each.get(i) instanceof GgufValue.Whole whole ? whole.value() : all)
                    .toList();
        }
    }
}
