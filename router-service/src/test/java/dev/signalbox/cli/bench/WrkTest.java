package dev.signalbox.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class WrkTest {

    @Test
    void parse_report_readsOurLineAlone() throws IOException {
        var load = Wrk.parse("""
                Running 2s test @ http://127.0.0.1:1/
                  Requests/sec: 1.00

                RESULT requests=3000 micros=2000000 p50=250 p99=1500 errors=2
                """);

        assertThat(load).isEqualTo(new Wrk.Load(1500, 0.25, 1.5, 3000, 2));
    }

    @Test
    void parse_noResult_fails() {
        assertThatThrownBy(() -> Wrk.parse("unable to connect")).isInstanceOf(IOException.class);
    }
}
