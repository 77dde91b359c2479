package dev.signalbox.execution;

import dev.signalbox.experts.ExpertProvider;
import dev.signalbox.experts.http.OutboundClient;
import dev.signalbox.experts.openai.OpenAiProvider;
import dev.signalbox.moe.LocalProvider;
import dev.signalbox.moe.NativeLibrary;
import dev.signalbox.policy.Catalogue;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

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
            @Value("${signalbox.local.memory:}") String memory,
            @Value("${signalbox.local.adapter-memory:256MB}") String adapterMemory,
            @Value("${" + NativeLibrary.SETTING + ":}") String library,
            OutboundClient client) {
        NativeLibrary.choose(library);
        return new LocalProvider(
                home.resolve("models"),
                () -> ThreadLocalRandom.current().nextLong(),
                bytes(memory),
                new OutboundWeb(client),
                bytes("adapter-memory", adapterMemory));
    }

    @Bean
    LocalModels localModels(LocalProvider provider, @Value("${signalbox.local.memory:}") String memory) {
        return new LocalModels(provider, bytes(memory));
    }

    private static long bytes(String memory) {
        if (memory.isBlank()) {
            return LocalProvider.defaultMemory();
        }
        return bytes("memory", memory);
    }

    private static long bytes(String key, String amount) {
        try {
            return DataSize.parse(amount.strip()).toBytes();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "signalbox.local." + key + ": \"" + amount + "\", expected an amount such as 8GB or 512MB", e);
        }
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
