package dev.signalbox.cli;

import tools.jackson.databind.node.ObjectNode;

/** Request bodies of the OpenAI chat dialect. */
final class Chat {

    private Chat() {}

    static ObjectNode body(String model, String question) {
        var body = Api.JSON.createObjectNode();
        body.put("model", model);
        body.putArray("messages").addObject().put("role", "user").put("content", question);
        return body;
    }

    /** The same question without its wish for a stream, for where nothing is answered. */
    static ObjectNode unstreamed(ObjectNode body) {
        var copy = body.deepCopy();
        copy.remove("stream");
        copy.remove("stream_options");
        return copy;
    }
}
