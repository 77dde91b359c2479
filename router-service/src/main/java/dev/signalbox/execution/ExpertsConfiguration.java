package dev.signalbox.execution;

import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.experts.http.OutboundClient;
import dev.signalbox.experts.openai.OpenAiProvider;
import dev.signalbox.moe.LocalProvider;
import dev.signalbox.policy.Catalogue;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The providers that open experts, and the catalogue of all plug-ins. */
@Configuration(proxyBeanMethods = false)
class ExpertsConfiguration {

    @Bean
    OutboundClient outboundClient() {
        return new OutboundClient();
    }

    @Bean
    OpenAiProvider openAiProvider(OutboundClient client) {
        return new OpenAiProvider(client, System::getenv, InstantSource.system());
    }

    /** Beside the configuration, not in it: models are extracted there and may be large. */
    @Bean
    LocalProvider localProvider(
            @Value("${signalbox.home:.signalbox}") Path home,
            @Value("${signalbox.local.adapter-megabytes:256}") int adapterMegabytes) {
        if (adapterMegabytes < 1) {
            throw new IllegalArgumentException(
                    "signalbox.local.adapter-megabytes: " + adapterMegabytes + ", expected at least 1");
        }
        return new LocalProvider(
                home.resolve("models"),
                () -> ThreadLocalRandom.current().nextLong(),
                LocalProvider.defaultMemory(),
                (long) adapterMegabytes << 20);
    }

    @Bean
    MeterBinder adapterGauges(LocalProvider provider) {
        return new AdapterGauges(provider);
    }

    @Bean
    Catalogue catalogue(List<ExpertProvider<?>> providers) {
        return Catalogue.of(providers);
    }
}
