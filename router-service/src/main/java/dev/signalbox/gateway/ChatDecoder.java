package dev.signalbox.gateway;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Payload;
import dev.signalbox.experts.Query;
import dev.signalbox.experts.Turn;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a body in the OpenAI chat dialect into a query, in one pass and without a tree. Fields that routing need not
 * know are passed over; the payload keeps them.
 */
final class ChatDecoder {

    private static final String MODEL = "a model's name";
    private static final int MAX_MODEL = 256;

    private final Ids ids;

    ChatDecoder(Ids ids) {
        this.ids = ids;
    }

    ChatRequest decode(byte[] body, Caller caller) throws RejectedRequestException {
        var json = Utf8.checked(body);
        return JsonCursor.read(json, cursor -> new Fields(cursor).read(json, caller, ids.next("req")));
    }

    /** The fields seen so far of one body. */
    private static final class Fields {

        private final JsonCursor cursor;
        private final Set<String> seen = new HashSet<>();
        private final Set<Ability> needs = EnumSet.noneOf(Ability.class);
        private final SettingsReader settings;
        private final UsageOption usage;

        private @Nullable String model;
        private Payload.@Nullable Span modelSpan;
        private @Nullable List<Turn> turns;

        Fields(JsonCursor cursor) {
            this.cursor = cursor;
            this.settings = new SettingsReader(cursor, needs);
            this.usage = new UsageOption(cursor);
        }

        ChatRequest read(byte[] json, Caller caller, String id) throws RejectedRequestException {
            for (var field = cursor.field(); field != null; field = cursor.field()) {
                // Parsers differ on which of two they take; what we route by must be what the expert reads.
                if (!seen.add(field)) {
                    throw cursor.twice(field);
                }
                read(field);
            }
            if (model == null || modelSpan == null) {
                throw cursor.missing("model", "auto, policy/NAME or an expert's name");
            }
            if (turns == null) {
                throw cursor.missing("messages", "an array of messages");
            }
            var payload = settings.payload(Payload.of(json, modelSpan, usage.edit()));
            return new ChatRequest(new Query(id, model, turns, settings.settings(), caller, payload), usage.wanted());
        }

        private void read(String field) throws RejectedRequestException {
            switch (field) {
                case "model" -> readModel();
                case "messages" -> turns = new MessageReader(cursor, needs).read();
                case "stream_options" -> usage.read();
                default -> settings.read(field);
            }
        }

        private void readModel() throws RejectedRequestException {
            model = cursor.string(MODEL);
            if (model.isBlank() || model.length() > MAX_MODEL) {
                throw cursor.wrong(MODEL + ", 1 to " + MAX_MODEL + " characters", "invalid_value");
            }
            modelSpan = cursor.span();
        }
    }
}
