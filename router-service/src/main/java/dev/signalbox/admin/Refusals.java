package dev.signalbox.admin;

import dev.signalbox.gateway.RejectedRequestException;

/** What is wrong with a request, found deeper inside: messages there begin with the field at fault. */
final class Refusals {

    private Refusals() {}

    static RejectedRequestException of(IllegalArgumentException wrong) {
        var message = String.valueOf(wrong.getMessage());
        int colon = message.indexOf(": ");
        return colon < 0 || message.indexOf(' ') < colon
                ? RejectedRequestException.field("body", message)
                : RejectedRequestException.field(message.substring(0, colon), message.substring(colon + 2));
    }
}
