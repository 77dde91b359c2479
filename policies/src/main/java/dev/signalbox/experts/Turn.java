package dev.signalbox.experts;

import static java.util.Objects.requireNonNull;

/** One message of a conversation, its text parts joined by newlines. */
public record Turn(Role role, String text) {

    public Turn {
        requireNonNull(role);
        requireNonNull(text);
    }

    public static Turn user(String text) {
        return new Turn(Role.USER, text);
    }

    /** Who speaks; the names are those of the OpenAI chat dialect in upper case. */
    public enum Role {
        SYSTEM,
        DEVELOPER,
        USER,
        ASSISTANT,
        TOOL,
        FUNCTION
    }
}
