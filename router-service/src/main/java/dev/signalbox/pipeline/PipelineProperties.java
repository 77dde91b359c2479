package dev.signalbox.pipeline;

import dev.signalbox.embedders.EmbedderChoice;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code signalbox} in the service's configuration, as far as routing reads it.
 *
 * @param defaultPolicy name of the policy behind the model name {@code auto}
 * @param embedder {@code bge} for the neural one (the hashed one where its natives cannot load), {@code hashed}, or the path of
 *     a GGUF model
 * @param embeddingCache most questions whose embedding is remembered
 */
@ConfigurationProperties("signalbox")
record PipelineProperties(
        @DefaultValue("auto") String defaultPolicy,
        @DefaultValue("bge") String embedder,
        @DefaultValue("10000") int embeddingCache) {

    PipelineProperties {
        if (embeddingCache < 1) {
            throw new IllegalArgumentException(
                    "signalbox.embedding-cache: " + embeddingCache + ", expected at least 1");
        }
        choice(embedder);
    }

    EmbedderChoice choice() {
        return choice(embedder);
    }

    private static EmbedderChoice choice(String embedder) {
        try {
            return EmbedderChoice.of(embedder);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("signalbox.embedder: " + e.getMessage(), e);
        }
    }
}
