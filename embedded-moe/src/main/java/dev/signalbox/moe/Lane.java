package dev.signalbox.moe;

import dev.signalbox.moe.Generation.Done;
import dev.signalbox.moe.Generation.End;
import dev.signalbox.moe.llama.LlamaAdapter;
import dev.signalbox.moe.llama.LlamaBatch;
import dev.signalbox.moe.llama.LlamaContext;
import dev.signalbox.moe.llama.LlamaException;
import dev.signalbox.moe.llama.LlamaModel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A thread that computes replies. With one seat it reads a prompt and writes its reply in one context: such a reply is the
 * same, bit for bit, whatever runs in other lanes. With several seats it goes on with all replies in one native call per
 * token (continuous batching): they join and leave between two calls, and their sums are rounded differently by what
 * stands beside them. Prompts are even then read one after the other, in a context of their own, so that what is read does
 * not depend on the neighbours; between two chunks of a prompt every reply gets a token. Adapters are a context's, not a
 * conversation's: replies that have others on take turns, one native call for each set of adapters and token, so that none
 * waits for another to end.
 */
final class Lane implements Runnable, AutoCloseable {

    private static final Logger LOGGER = System.getLogger(Lane.class.getName());
    private static final long IDLE = Long.MIN_VALUE;

    private final LlamaModel model;
    private final LocalRuntime.Shape shape;
    private final Desk desk;
    private final ThreadShare threads;
    private final Idleness idleness;
    private final @Nullable LaneGate readerGate;
    private final @Nullable LaneGate writerGate;
    private final LlamaBatch batch;
    private final Deque<Integer> sequences = new ArrayDeque<>();
    private final Deque<Seat> reading = new ArrayDeque<>();
    private final List<Seat> writing = new ArrayList<>();
    private PromptReader reader;
    private LlamaContext writer;
    private boolean begun;
    private volatile long stepSince = IDLE;

    Lane(LlamaModel model, LocalRuntime.Shape shape, Desk desk, ThreadShare threads, Idleness idleness) {
        this.model = model;
        this.shape = shape;
        this.desk = desk;
        this.threads = threads;
        this.idleness = idleness;
        int seats = shape.seats();
        readerGate = gate(Math.max(seats, shape.placement().promptChunk()));
        writerGate = seats == 1 ? readerGate : gate(seats);
        reader = openReader();
        writer = openWriter(reader);
        batch = new LlamaBatch(seats);
        IntStream.range(0, seats).forEach(sequences::add);
        threads.enter();
    }

    private @Nullable LaneGate gate(int capacity) {
        return shape.gate().taps() ? new LaneGate(model.layers(), capacity) : null;
    }

    private PromptReader openReader() {
        return new PromptReader(model, shape.context(), shape.placement().promptChunk(), shape.threads(), readerGate);
    }

    /** @param beside closed when this fails */
    private LlamaContext openWriter(PromptReader beside) {
        int seats = shape.seats();
        if (seats == 1) {
            return beside.context();
        }
        try {
            return model.context(
                    new LlamaContext.Size(Math.multiplyExact(shape.context(), seats), seats, seats, shape.threads()),
                    writerGate);
        } catch (RuntimeException e) {
            beside.close();
            throw e;
        }
    }

    /** Computes until the desk closes, or there was nothing to do for so long that it may leave. */
    @Override
    public void run() {
        try {
            while (admit()) {
                stepSince = System.nanoTime();
                goOn();
                stepSince = IDLE;
            }
        } finally {
            closeContexts();
            seats().forEach(seat -> end(seat, seat.done(End.CANCELLED)));
        }
    }

    private void goOn() {
        try {
            share();
            dismissCancelled();
            read();
            write();
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "local replies failed", e);
            failAll();
        }
    }

    /** How long the step under way has taken; for any thread. */
    Duration step() {
        long since = stepSince;
        return since == IDLE ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
    }

    private List<Seat> seats() {
        var all = new ArrayList<>(writing);
        all.addAll(reading);
        return all;
    }

    /** Fills free seats, waiting only when all are free; false once the desk is closed, or this lane leaves. */
    private boolean admit() {
        while (!sequences.isEmpty()) {
            boolean idle = reading.isEmpty() && writing.isEmpty();
            var next = idle ? await() : desk.poll();
            if (next.isPresent()) {
                seat(next.get());
            } else if (!idle || desk.isClosed()) {
                break;
            } else if (idleness.mayLeave().getAsBoolean()) {
                return false;
            }
        }
        return !desk.isClosed();
    }

    private Optional<Generation> await() {
        threads.leave();
        try {
            return desk.take(reader::overlap, idleness.patience());
        } finally {
            threads.enter();
        }
    }

    /** How many threads compute changes no sum: each number is still computed by one of them. */
    private void share() {
        int now = threads.now();
        reader.context().setThreads(now);
        writer.setThreads(now);
    }

    private void seat(Generation generation) {
        int sequence = sequences.removeFirst();
        try {
            reading.addLast(new Seat(model, generation, sequence));
        } catch (RuntimeException e) {
            LOGGER.log(Level.ERROR, "a local reply failed", e);
            sequences.addFirst(sequence);
            generation.tell(Done.unread(End.FAILED));
            generation.release();
        }
    }

    private void dismissCancelled() {
        for (var seat : seats()) {
            if (seat.generation().isCancelled()) {
                leave(seat, seat.done(End.CANCELLED));
            }
        }
    }

    /** Reads a chunk of the first prompt that is not read yet, or several short prompts that are no more together. */
    private void read() {
        int tokens = 0;
        while (tokens < shape.placement().promptChunk() && !reading.isEmpty()) {
            tokens += read(reading.getFirst());
        }
    }

    /** Reads a chunk; after the last one the reply begins. Returns how many tokens it was. */
    private int read(Seat seat) {
        if (!begun) {
            begun = true;
            reader.begin(seat.generation());
        }
        int tokens = reader.step();
        seat.prompted(reader);
        if (reader.isDone()) {
            begin(seat);
        }
        return tokens;
    }

    private void begin(Seat seat) {
        var done = seat.draw(reader.context(), reader.last()).or(() -> move(seat));
        if (done.isPresent()) {
            leave(seat, done.get());
            return;
        }
        reading.removeFirst();
        begun = false;
        writing.add(seat);
    }

    /** To where it is written. Returns how it ends if there is no room, which is nothing to the others. */
    private Optional<Done> move(Seat seat) {
        if (writer == reader.context()) {
            return Optional.empty();
        }
        try {
            reader.context().copyTo(writer, seat.sequence());
            return Optional.empty();
        } catch (LlamaException e) {
            LOGGER.log(Level.WARNING, "a local reply failed: " + e.getMessage());
            return Optional.of(seat.done(End.FAILED));
        }
    }

    /** Goes on with every reply by one token. */
    private void write() {
        var left = new ArrayList<>(writing);
        while (!left.isEmpty()) {
            var adapters = left.getFirst().generation().adapters();
            var alike = left.stream()
                    .filter(seat -> seat.generation().adapters().equals(adapters))
                    .toList();
            left.removeAll(alike);
            write(alike, adapters);
        }
    }

    private void write(List<Seat> seats, List<LlamaAdapter.Scaled> adapters) {
        batch.clear();
        for (var seat : seats) {
            int place = batch.add(seat.token(), seat.position(), seat.sequence(), true);
            if (writerGate != null) {
                writerGate.writing(place, seat.generation());
            }
        }
        writer.use(adapters);
        writer.decode(batch);
        for (int i = 0; i < seats.size(); i++) {
            var seat = seats.get(i);
            seat.draw(writer, i).ifPresent(done -> leave(seat, done));
        }
    }

    private void leave(Seat seat, Done done) {
        if (writer != reader.context()) {
            writer.forget(seat.sequence());
        }
        if (!seat.generation().adapters().isEmpty()) {
            reader.context().use(List.of());
            writer.use(List.of());
        }
        boolean suspect = seat.isUnproven();
        end(seat, done);
        if (suspect) {
            forgetPrompts();
        }
    }

    /** Adapters may be freed once they are given back, so no context has them on any more. */
    private void end(Seat seat, Done done) {
        if (seat.equals(reading.peekFirst())) {
            begun = false;
        }
        reading.remove(seat);
        writing.remove(seat);
        sequences.addFirst(seat.sequence());
        seat.close();
        seat.generation().tell(done);
        seat.generation().release();
    }

    /** What adapters made of a prompt may be no numbers, which masks do not keep from those that come after it. */
    private void forgetPrompts() {
        boolean alone = writer == reader.context();
        reader.close();
        reader = openReader();
        if (alone) {
            writer = reader.context();
        }
    }

    /** After a failure nothing that was read can be trusted, nor the memory that it stands in. */
    private void failAll() {
        closeContexts();
        seats().forEach(seat -> end(seat, Done.unread(End.FAILED)));
        reader = openReader();
        writer = openWriter(reader);
    }

    /** Before others are opened: there may be no room for both. Twice is once. */
    private void closeContexts() {
        if (writer != reader.context()) {
            writer.close();
        }
        reader.close();
    }

    @Override
    public void close() {
        threads.leave();
        closeContexts();
        batch.close();
    }
}
