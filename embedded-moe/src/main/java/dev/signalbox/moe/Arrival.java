package dev.signalbox.moe;

import dev.signalbox.moe.Generation.Done;
import dev.signalbox.moe.Generation.End;
import dev.signalbox.moe.adapter.AdapterPool;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;

/** A reply on its way to a lane: it gets its adapters, then waits at the desk. */
final class Arrival implements AdapterPool.Claim {

    private static final Logger LOGGER = System.getLogger(Arrival.class.getName());

    private final Generation generation;
    private final Desk desk;
    private final Runnable noLaneIdle;

    /** @param noLaneIdle run when it comes to the desk and has to wait there */
    Arrival(Generation generation, Desk desk, Runnable noLaneIdle) {
        this.generation = generation;
        this.desk = desk;
        this.noLaneIdle = noLaneIdle;
    }

    /** Goes to the desk. Throws {@link RejectedExecutionException} once that is closed. */
    void enter() {
        if (desk.add(generation)) {
            noLaneIdle.run();
        }
    }

    @Override
    public void ready(AdapterPool.Hold hold) {
        generation.hold(hold);
        try {
            enter();
        } catch (RejectedExecutionException e) {
            dismiss(generation);
            return;
        }
        // who cancelled it in between found it nowhere
        if (generation.isCancelled() && desk.remove(generation)) {
            dismiss(generation);
        }
    }

    @Override
    public void failed(Exception problem) {
        LOGGER.log(Level.WARNING, "a local reply failed: its adapter cannot be loaded", problem);
        generation.tell(Done.unread(End.FAILED));
    }

    @Override
    public void dismissed() {
        dismiss(generation);
    }

    /** Ends a reply that no lane has begun. */
    static void dismiss(Generation generation) {
        generation.release();
        generation.tell(Done.unread(End.CANCELLED));
    }
}
