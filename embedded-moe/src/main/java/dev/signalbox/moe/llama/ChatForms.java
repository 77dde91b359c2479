package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The forms of conversations that llama.cpp knows, by name or by what a model's template looks like. It runs no template:
 * it recognises those of well-known models, and writes what they would.
 */
public final class ChatForms {

    /** Two pointers, as in the C struct. */
    private static final long MESSAGE_BYTES = 16;

    private final MethodHandle apply;
    private final MethodHandle names;

    ChatForms(Symbols symbols) {
        apply = symbols.find(
                "llama_chat_apply_template",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_BOOLEAN, ADDRESS, JAVA_INT));
        names = symbols.find("llama_chat_builtin_templates", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    }

    /** A turn: {@code system}, {@code user}, {@code assistant} or {@code tool}, and what was said. */
    public record Message(String role, String content) {}

    /** Their names, sorted. */
    @SuppressWarnings("restricted") // native code tells C strings that it owns
    public List<String> names() {
        try (var arena = Arena.ofConfined()) {
            int count = (int) names.invokeExact(MemorySegment.NULL, 0L);
            var pointers = arena.allocate(ADDRESS, count);
            int told = (int) names.invokeExact(pointers, (long) count);
            var all = new ArrayList<String>();
            for (int i = 0; i < told; i++) {
                all.add(pointers.getAtIndex(ADDRESS, i)
                        .reinterpret(Long.MAX_VALUE)
                        .getString(0));
            }
            return all.stream().sorted().toList();
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /**
     * The conversation as the model reads it, up to where its reply begins; empty when the template is not known.
     *
     * @param template a name of {@link #names}, or a model's own template
     */
    public Optional<String> write(String template, List<Message> messages) {
        try (var arena = Arena.ofConfined()) {
            var name = arena.allocateFrom(template);
            var turns = turns(messages, arena);
            long characters = messages.stream()
                    .mapToLong(each -> each.content().length() + each.role().length())
                    .sum();
            int room = Math.toIntExact(Math.max(1024, 4 * characters));
            var buffer = arena.allocate(room);
            int length = (int) apply.invokeExact(name, turns, (long) messages.size(), true, buffer, room);
            if (length > room) {
                buffer = arena.allocate(length);
                length = (int) apply.invokeExact(name, turns, (long) messages.size(), true, buffer, length);
            }
            return length < 0 ? Optional.empty() : Optional.of(text(buffer, length));
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    private static MemorySegment turns(List<Message> messages, Arena arena) {
        var array = arena.allocate(MESSAGE_BYTES * messages.size(), ADDRESS.byteAlignment());
        long at = 0;
        for (var each : messages) {
            array.set(ADDRESS, at, arena.allocateFrom(each.role()));
            array.set(ADDRESS, at + ADDRESS.byteSize(), arena.allocateFrom(each.content()));
            at += MESSAGE_BYTES;
        }
        return array;
    }

    private static String text(MemorySegment buffer, int length) {
        return new String(buffer.asSlice(0, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE), UTF_8);
    }
}
