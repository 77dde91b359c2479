package dev.signalbox.moe.gguf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Looks for bytes that break the reader: {@code JAZZER_FUZZ=1 ./mvnw -pl embedded-moe test -Dtest=GgufFuzz}. Its name keeps
 * it out of ordinary runs, whose process Jazzer's agent would slow down; {@link HostileFilesTest} replays there what it
 * began with and what it found.
 */
final class GgufFuzz {

    @MethodSource("dev.signalbox.moe.gguf.Seeds#all")
    @FuzzTest(maxDuration = "15m")
    void check(byte[] bytes) throws MalformedGgufException {
        FuzzedFile.check(bytes);
    }
}
