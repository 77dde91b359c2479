package dev.signalbox.gateway;

import dev.signalbox.experts.Payload;

/**
 * Reads {@code stream_options.include_usage}, and knows the edit of the body that makes it true: experts must always say
 * what a stream used, the caller is told only when it asked.
 */
final class UsageOption {

    private static final String TRUE = "\"include_usage\":true";

    private final JsonCursor cursor;
    private boolean wanted;
    private Payload.Edit edit;

    /** @param cursor just inside the body's object */
    UsageOption(JsonCursor cursor) {
        this.cursor = cursor;
        // The body holds a model at least, so a comma belongs behind what is put before it.
        edit = insert(cursor.inside(), "\"stream_options\":{" + TRUE + "},");
    }

    boolean wanted() {
        return wanted;
    }

    Payload.Edit edit() {
        return edit;
    }

    /** The cursor stands on the value of {@code stream_options}. */
    void read() throws RejectedRequestException {
        if (cursor.isNull()) {
            edit = new Payload.Edit(cursor.span(), "{" + TRUE + "}");
            return;
        }
        cursor.object("an object");
        int inside = cursor.inside();
        boolean empty = true;
        boolean said = false;
        for (var field = cursor.field(); field != null; field = cursor.field()) {
            empty = false;
            if (!field.equals("include_usage")) {
                cursor.skip();
            } else if (said) {
                throw cursor.twice("stream_options.include_usage");
            } else {
                said = true;
                readFlag();
            }
        }
        if (!said) {
            edit = insert(inside, empty ? TRUE : TRUE + ",");
        }
    }

    private void readFlag() throws RejectedRequestException {
        wanted = !cursor.isNull() && cursor.bool();
        edit = wanted ? Payload.Edit.NONE : new Payload.Edit(cursor.span(), "true");
    }

    private static Payload.Edit insert(int at, String text) {
        return new Payload.Edit(new Payload.Span(at, at), text);
    }
}
