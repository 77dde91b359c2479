package dev.signalbox.experts.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;

final class GuardedDnsTest {

    private final CountDownLatch answer = new CountDownLatch(1);
    private final AtomicInteger lookUps = new AtomicInteger();

    @Test
    void resolve_resolverHangs_endsAndAsksOnce() throws Exception {
        var dns = new GuardedDns(new Hanging(), _ -> GuardedDns.Reach.NAMED, Duration.ofMillis(50));
        for (int call = 0; call < 2; call++) {
            assertThatThrownBy(() -> dns.resolve("slow.example"))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessageContaining("did not resolve in time");
        }
        assertThat(lookUps).hasValue(1);
        answer.countDown();
        assertThat(new GuardedDns(new Hanging(), _ -> GuardedDns.Reach.NAMED, Duration.ofSeconds(5))
                        .resolve("slow.example"))
                .containsExactly(InetAddress.getLoopbackAddress());
    }

    @Test
    void resolve_threadInterrupted_endsAndStaysInterrupted() {
        var dns = new GuardedDns(new Hanging(), _ -> GuardedDns.Reach.NAMED, Duration.ofSeconds(5));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> dns.resolve("slow.example")).hasMessageContaining("the thread was stopped");
        assertThat(Thread.interrupted()).isTrue();
        answer.countDown();
    }

    @Test
    void resolve_unknownName_isUnknown() {
        var dns = new GuardedDns(new Hanging(), _ -> GuardedDns.Reach.NAMED, Duration.ofMillis(50));
        assertThatThrownBy(() -> dns.resolve("none.example"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("none.example did not resolve");
    }

    private final class Hanging implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            if (host.equals("none.example")) {
                throw new UnknownHostException(host);
            }
            lookUps.incrementAndGet();
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
