package dev.signalbox.experts.openai;

import dev.signalbox.experts.http.Incoming;
import java.util.Locale;

/** What a response's headers say of its body. */
final class Wire {

    private Wire() {}

    static boolean isEncoded(Incoming response) {
        return response.header("Content-Encoding")
                .filter(encoding -> !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity"))
                .isPresent();
    }

    static boolean isJson(Incoming response) {
        return response.header("Content-Type")
                .filter(type -> type.strip().toLowerCase(Locale.ROOT).startsWith("application/json"))
                .isPresent();
    }
}
