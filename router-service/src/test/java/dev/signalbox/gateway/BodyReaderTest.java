package dev.signalbox.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.DelegatingServletInputStream;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;

final class BodyReaderTest {

    private final BodyReader bodies = new BodyReader(DataSize.ofGigabytes(1));

    @Test
    void read_largeBodyAnnouncedAndLittleSent_reservesLittle() {
        var sent = new Spied("{}");

        assertThatThrownBy(() -> bodies.read(announcing(1 << 30, sent), new MockHttpServletResponse()))
                .isInstanceOf(RejectedRequestException.class)
                .hasMessage("The body ended before its announced end.");
        assertThat(sent.largestRead).isLessThanOrEqualTo(64 * 1024);
    }

    @Test
    void read_announcedBody_isWhole() throws Exception {
        var body = "x".repeat(100_000);

        assertThat(bodies.read(announcing(body.length(), new Spied(body)), new MockHttpServletResponse()))
                .isEqualTo(body.getBytes(UTF_8));
    }

    private static MockHttpServletRequest announcing(int length, InputStream in) {
        return new MockHttpServletRequest() {
            @Override
            public long getContentLengthLong() {
                return length;
            }

            @Override
            public ServletInputStream getInputStream() {
                return new DelegatingServletInputStream(in) {
                    @Override
                    public int read(byte[] into, int offset, int most) throws java.io.IOException {
                        return in.read(into, offset, most);
                    }
                };
            }
        };
    }

    /** Knows how much was asked of it at once. */
    private static final class Spied extends ByteArrayInputStream {

        private int largestRead;

        Spied(String content) {
            super(content.getBytes(UTF_8));
        }

        @Override
        public synchronized int read(byte[] into, int offset, int most) {
            largestRead = Math.max(largestRead, most);
            return super.read(into, offset, most);
        }
    }
}
