package dev.signalbox.moe.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

final class RoutingCodeTest {

    private static final GateShape SHAPE = new GateShape(3, 5);

    private static TokenRouting routing() {
        var routing = new TokenRouting(3, 2).begin(300, Phase.REPLY, 17);
        routing.choose(2, 0, 4, 0.3f);
        routing.choose(2, 1, 1, 0.1f);
        routing.settle(2, 1.25f);
        return routing;
    }

    @Test
    void routing_ofItsCode_sameToTheLastBit() {
        var back = RoutingCode.routing(RoutingCode.of(routing()), SHAPE);
        assertThat(back).usingRecursiveComparison().isEqualTo(routing());
    }

    @Test
    void routing_ofAnotherModelOrBroken_refused() {
        var code = RoutingCode.of(routing());
        assertThatThrownBy(() -> RoutingCode.routing(code, new GateShape(2, 5)))
                .hasMessage("a routing's layer: 2, expected 0 to 1");
        assertThatThrownBy(() -> RoutingCode.routing(code, new GateShape(3, 4)))
                .hasMessage("a routing's expert: 4, expected 0 to 3");
        assertThatThrownBy(() -> RoutingCode.routing(code, new GateShape(3, 1)))
                .hasMessage("a routing's used: 2, expected 1 to 1");
        var bytes = Base64.getDecoder().decode(code);
        for (int length = 0; length < bytes.length; length++) {
            var part = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, length));
            if (length != 11) { // a token of which no layer was seen
                assertThatThrownBy(() -> RoutingCode.routing(part, SHAPE)).hasMessageContaining("ends before its end");
            }
        }
        Arrays.fill(bytes, bytes.length - 4, bytes.length, (byte) 0xff);
        var noNumber = Base64.getEncoder().encodeToString(bytes);
        assertThatThrownBy(() -> RoutingCode.routing(noNumber, SHAPE)).hasMessageContaining("weight: NaN");
        assertThatThrownBy(() -> RoutingCode.routing("?", SHAPE)).isInstanceOf(IllegalArgumentException.class);
    }
}
