package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The same in a worker. */
final class WorkerEndlessTest extends EndlessModelTest {

    @Override
    RuntimeKind runtime() {
        return RuntimeKind.WORKER;
    }

    /** Threads of a worker are its own; those that watch it must not keep this process alive either. */
    @Test
    @Override
    void slots_anytime_neverKeepTheProcessAlive() {
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().endsWith("-endless.gguf")))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
    }
}
