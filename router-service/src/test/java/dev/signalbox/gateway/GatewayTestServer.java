package dev.signalbox.gateway;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Query;
import dev.signalbox.pipeline.Readiness;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.telemetry.Recorder;
import dev.signalbox.tenancy.ApiKey;
import dev.signalbox.tenancy.Keys;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The gateway alone, on fakes of everything behind it. Bears no stereotype, so that scanning the application does not
 * find it.
 */
@EnableAutoConfiguration
@Import({GatewayConfiguration.class, GatewayErrorsTest.Refusing.class})
class GatewayTestServer {

    static final String KEY = "sk-user";
    static final String ADMIN_KEY = "sk-admin";
    static final String METRICS_KEY = "sk-metrics";
    static final String STEERER_KEY = "sk-steerer";

    @Bean
    FakePipeline pipeline() {
        return new FakePipeline();
    }

    @Bean
    Catalogue catalogue() {
        return Catalogue.of(List.of());
    }

    @Bean
    Keys keys() {
        return presented -> switch (presented) {
            case KEY -> Optional.of(new Keys.Holder(new Caller("acme", "key-1"), ApiKey.Role.CALLER));
            case ADMIN_KEY -> Optional.of(new Keys.Holder(new Caller("acme", "key-2"), ApiKey.Role.ADMIN));
            case STEERER_KEY -> Optional.of(new Keys.Holder(new Caller("acme", "key-4"), ApiKey.Role.STEERER));
            case METRICS_KEY -> Optional.of(new Keys.Holder(new Caller("acme", "key-3"), ApiKey.Role.METRICS));
            default -> Optional.empty();
        };
    }

    @Bean
    FakeRecorder recorder() {
        return new FakeRecorder();
    }

    @Bean
    FakeLedger ledger() {
        return new FakeLedger();
    }

    @Bean
    FakeReadiness readiness() {
        return new FakeReadiness();
    }

    /** Keeps what it is given. */
    static final class FakeRecorder implements Recorder {
        final BlockingQueue<Feedback> feedback = new LinkedBlockingQueue<>();

        @Override
        public void record(Entry entry) {
            throw new AssertionError("the gateway does not record entries");
        }

        @Override
        public void record(Feedback given) {
            feedback.add(given);
        }
    }

    /** Remembers. */
    static final class FakeLedger implements Steerings.Ledger {
        final List<String> used = new CopyOnWriteArrayList<>();

        @Override
        public void used(Query query, String steering) {
            used.add(query.caller().keyId() + " " + steering);
        }
    }

    /** Ready unless a test gives a reason. */
    static final class FakeReadiness implements Readiness {
        final AtomicReference<String> missing = new AtomicReference<>("");

        @Override
        public boolean ready() {
            return missing.get().isEmpty();
        }

        @Override
        public String waitingFor() {
            return missing.get();
        }
    }
}
