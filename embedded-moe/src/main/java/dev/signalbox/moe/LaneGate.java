package dev.signalbox.moe;

import dev.signalbox.moe.gate.Phase;
import dev.signalbox.moe.gate.Steering;
import dev.signalbox.moe.gate.TokenRouting;
import dev.signalbox.moe.llama.GateChoice;
import dev.signalbox.moe.llama.GateLogits;
import dev.signalbox.moe.llama.GateTap;
import dev.signalbox.moe.llama.LlamaBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Knows whose token stands where in a lane's batches: counts each reply's choice of experts as its own, and changes only the
 * logits of those that are to be steered. Used by the lane's thread.
 */
final class LaneGate implements GateTap {

    private final int layers;
    private final @Nullable Generation[] owners;
    private final @Nullable TokenRouting[] routings;
    private Phase phase = Phase.PROMPT;
    private int size;

    /** @param capacity most tokens in a batch */
    LaneGate(int layers, int capacity) {
        this.layers = layers;
        owners = new @Nullable Generation[capacity];
        routings = new @Nullable TokenRouting[capacity];
    }

    /** The next batch is a prompt's. */
    void reading(Generation generation) {
        phase = Phase.PROMPT;
        Arrays.fill(owners, generation);
    }

    /** The token at {@code place} of the next batch is a reply's. */
    void writing(int place, Generation generation) {
        phase = Phase.REPLY;
        owners[place] = generation;
    }

    @Override
    public Wish before(LlamaBatch batch) {
        size = batch.size();
        boolean watched = false;
        boolean steered = false;
        for (int place = 0; place < size; place++) {
            watched |= watched(place);
            steered |= steering(place) != null;
        }
        if (watched) {
            beginRoutings(batch);
        }
        if (watched) {
            return steered ? Wish.STEER_AND_WATCH : Wish.WATCH;
        }
        return steered ? Wish.STEER : Wish.NOTHING;
    }

    private boolean watched(int place) {
        var owner = owners[place];
        return owner != null && owner.isWatched();
    }

    private @Nullable Steering steering(int place) {
        var owner = owners[place];
        return owner == null ? null : owner.order().steering();
    }

    private void beginRoutings(LlamaBatch batch) {
        for (int place = 0; place < size; place++) {
            var routing = routings[place];
            var owner = owners[place];
            if (routing != null && owner != null) {
                routing.begin(batch.token(place), phase, position(batch, place, owner));
            }
        }
    }

    private int position(LlamaBatch batch, int place, Generation owner) {
        return phase == Phase.PROMPT ? batch.position(place) : batch.position(place) - owner.prompt().length;
    }

    @Override
    public void chosen(GateChoice choice, LlamaBatch batch) {
        for (int column = 0; column < choice.columns(); column++) {
            int place = choice.place(column);
            if (watched(place)) {
                note(choice, column, routing(place, choice.used(), batch));
            }
        }
    }

    /** Made for the first layer of the first batch, or when a token has more experts than before. */
    private TokenRouting routing(int place, int used, LlamaBatch batch) {
        var known = routings[place];
        var owner = owners[place];
        if (known == null || known.used() != used) {
            known = new TokenRouting(layers, used);
            routings[place] = known;
            if (owner != null) {
                known.begin(batch.token(place), phase, position(batch, place, owner));
            }
        }
        return known;
    }

    private static void note(GateChoice choice, int column, TokenRouting routing) {
        int layer = choice.layer();
        for (int rank = 0; rank < choice.used(); rank++) {
            routing.choose(layer, rank, choice.expert(column, rank), choice.weight(column, rank));
        }
        routing.settle(layer, entropy(choice, column));
    }

    /** In nats; a gate whose numbers do not sum to 1 is taken as if they did. */
    private static float entropy(GateChoice choice, int column) {
        double total = 0;
        double sum = 0;
        for (int expert = 0; expert < choice.experts(); expert++) {
            double each = choice.probability(column, expert);
            if (each > 0) {
                total += each;
                sum += each * Math.log(each);
            }
        }
        return total > 0 ? (float) Math.max(0, Math.log(total) - sum / total) : 0;
    }

    @Override
    public void steer(GateLogits logits) {
        for (int column = 0; column < logits.columns(); column++) {
            var steering = steering(logits.place(column));
            float[] bias = steering == null ? null : steering.bias(logits.layer());
            if (bias != null) {
                logits.add(column, bias);
            }
        }
    }

    @Override
    public void after() {
        for (int place = 0; place < size; place++) {
            var owner = owners[place];
            var routing = routings[place];
            if (owner != null && owner.isWatched() && routing != null) {
                owner.routed(routing);
            }
        }
    }
}
