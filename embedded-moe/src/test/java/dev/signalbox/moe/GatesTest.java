package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.moe.gate.GateShape;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class GatesTest {

    private static final Path FILE = Path.of("/models/mix.gguf");

    private final Gates gates = new Gates();

    @Test
    void watch_sameModel_countsOn() {
        var first = gates.watch(FILE, new GateShape(2, 4), 0.5);
        assertThat(gates.watch(FILE, new GateShape(2, 4), 0.5)).isSameAs(first);
        assertThat(gates.watch(FILE, new GateShape(2, 4), 1).tally()).isSameAs(first.tally());
    }

    @Test
    void watch_fileReplacedByAnotherShape_countsAnew() {
        var before = gates.watch(FILE, new GateShape(2, 4), 0.5);
        var after = gates.watch(FILE, new GateShape(3, 8), 0.5);
        assertThat(after.tally()).isNotSameAs(before.tally());
        assertThat(gates.all()).containsOnlyKeys("mix").containsValue(after.tally());
    }
}
