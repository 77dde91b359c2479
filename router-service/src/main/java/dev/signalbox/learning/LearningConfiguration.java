package dev.signalbox.learning;

import dev.signalbox.features.FeatureExtractor;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.pipeline.ConfigReload;
import dev.signalbox.pipeline.CurrentPolicies;
import dev.signalbox.pipeline.Pipeline;
import dev.signalbox.store.SnapshotStore;
import dev.signalbox.telemetry.Recorder;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class LearningConfiguration {

    @Bean
    Examiner examiner(Pipeline pipeline, FeatureExtractor features, Recorder recorder) {
        return new Examiner(pipeline, features, recorder, InstantSource.system());
    }

    @Bean
    PolicyTrainer policyTrainer(
            Examiner examiner,
            CurrentPolicies policies,
            ConfigReload reload,
            SnapshotStore store,
            PromptEmbedder embedder) {
        return new PolicyTrainer(examiner, policies, reload, store, embedder, InstantSource.system());
    }
}
