package dev.signalbox.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.Logprob;
import dev.signalbox.experts.Reply;
import java.util.List;

/** The chunks of one streamed answer in plain text: everything but the text itself is made once. */
final class TextChunks {

    private final String front;
    private final String back;
    private boolean first = true;
    private String half = "";

    /**
     * @param front of every chunk, up to the value of {@code choices}
     * @param usage whether each chunk says {@code "usage":null}, as it must when the last one says more
     */
    TextChunks(String front, boolean usage) {
        this.front = front + "[{\"index\":0,\"delta\":{";
        this.back = usage ? "}],\"usage\":null}\n\n" : "}]}\n\n";
    }

    byte[] delta(String delta, List<Logprob> logprobs) {
        var chunk = new StringBuilder(front.length() + delta.length() + 64).append(front);
        if (first) {
            chunk.append("\"role\":\"assistant\",");
            first = false;
        }
        chunk.append("\"content\":\"");
        JsonText.escape(whole(delta), chunk);
        chunk.append("\"}");
        if (!logprobs.isEmpty()) {
            chunk.append(",\"logprobs\":").append(LogprobsJson.of(logprobs));
        }
        return chunk.append(",\"finish_reason\":null").append(back).toString().getBytes(UTF_8);
    }

    void finish(Reply.Finish finish, StringBuilder out) {
        out.append(front);
        if (first) {
            out.append("\"role\":\"assistant\",\"content\":\"\"");
        }
        out.append("},\"finish_reason\":\"")
                .append(Completion.name(finish))
                .append('"')
                .append(back);
    }

    /** A pair of surrogates may be split between two deltas: the first half waits for the second. */
    private String whole(String delta) {
        var text = half + delta;
        int last = text.length() - 1;
        if (last >= 0 && Character.isHighSurrogate(text.charAt(last))) {
            half = text.substring(last);
            return text.substring(0, last);
        }
        half = "";
        return text;
    }
}
