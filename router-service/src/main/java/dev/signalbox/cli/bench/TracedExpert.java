package dev.signalbox.cli.bench;

import dev.signalbox.evaluate.ExactMatch;
import dev.signalbox.experts.Call;
import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Subject;
import dev.signalbox.experts.Turn;
import dev.signalbox.features.Language;
import dev.signalbox.learning.Question;
import dev.signalbox.moe.GateConfig;
import dev.signalbox.moe.LocalProvider;
import dev.signalbox.moe.gate.TraceHeader;
import dev.signalbox.moe.gate.TraceWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A local expert whose choice of inner experts is recorded, without the service around it. */
public final class TracedExpert implements AutoCloseable {

    private static final ExactMatch GRADER = new ExactMatch(false);
    private static final int CONTEXT = 512;
    private static final int REPLY = 400;

    private final LocalProvider provider;
    private final Expert expert;
    private final String model;
    private final Settings settings;

    /**
     * @param folder for the native library and bundled models
     * @param model a bundled model's name, or the path of a .gguf file
     * @param steering by the name of which every question is asked, or null
     */
    public TracedExpert(Path folder, String model, GateConfig gate, @Nullable String steering) {
        provider = new LocalProvider(folder, new SplittableRandom(1));
        var card = LocalServer.card("local/traced", new ExpertCard.Limits(CONTEXT, REPLY));
        expert = provider.open(
                card, LocalProvider.Config.of(model).slots(1).gate(gate).config());
        this.model = model;
        settings = steering == null ? Settings.DEFAULT : Settings.DEFAULT.withSteering(steering);
    }

    /** From now on until it is closed. */
    public TraceWriter record(Path file, boolean tokens) throws IOException {
        var watched = Map.copyOf(provider.gates()).entrySet().iterator().next();
        var writer = TraceWriter.create(
                file, new TraceHeader(watched.getKey(), watched.getValue().shape(), tokens));
        provider.trace(watched.getKey(), writer);
        return writer;
    }

    public boolean isRight(Question question) {
        var subject =
                new Subject(question.domain(), Language.of(question.prompt()).code());
        var query = new Query(
                question.id(),
                "m",
                List.of(Turn.user(question.prompt())),
                settings,
                new Caller("trace", "trace"),
                LocalServer.NO_BODY);
        var reply =
                expert.ask(query, ReplySink.NONE, new Call(Call.Timeouts.DEFAULT, new Cancellation(), () -> subject));
        if (reply instanceof Reply.Answer answer && answer.content() instanceof Reply.Text text) {
            return GRADER.grade(text.text(), question.answer()) == 1;
        }
        throw new IllegalStateException(model + " did not answer: " + reply);
    }

    @Override
    public void close() {
        expert.close();
    }
}
