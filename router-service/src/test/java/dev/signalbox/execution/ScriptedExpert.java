package dev.signalbox.execution;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Reply;
import dev.signalbox.experts.ReplySink;
import dev.signalbox.experts.Usage;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An expert that does what its script says, call by call; the last line is for all calls after it. */
final class ScriptedExpert implements Expert {

    private final List<Line> script;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger closings = new AtomicInteger();

    ScriptedExpert(Line... script) {
        this.script = List.of(script);
    }

    /** One call. */
    interface Line {
        Reply answer(ReplySink sink, Call call);
    }

    static Line answers(String text) {
        return (sink, call) -> answer(text);
    }

    static Line fails(Reply.Failure.Kind kind) {
        return (sink, call) -> Reply.Failure.of(kind, "scripted");
    }

    static Reply.Answer answer(String text) {
        return new Reply.Answer(new Reply.Text(text), Reply.Finish.STOP, Usage.exact(10, 5));
    }

    static Reply.Answer streamed() {
        return new Reply.Answer(new Reply.Streamed(), Reply.Finish.STOP, Usage.exact(10, 5));
    }

    int calls() {
        return calls.get();
    }

    int closings() {
        return closings.get();
    }

    @Override
    public Reply ask(Query query, ReplySink sink, Call call) {
        int line = Math.min(calls.getAndIncrement(), script.size() - 1);
        return script.get(line).answer(sink, call);
    }

    @Override
    public void close() {
        closings.incrementAndGet();
    }
}
