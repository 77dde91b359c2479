package dev.signalbox.pipeline;

import dev.signalbox.embedders.EmbedderChoice;
import dev.signalbox.embeddings.EmbedderUnavailableException;
import dev.signalbox.embeddings.Embedders;
import dev.signalbox.execution.Advisers;
import dev.signalbox.execution.Depot;
import dev.signalbox.execution.Executor;
import dev.signalbox.features.CachedEmbedder;
import dev.signalbox.features.DefaultExtractor;
import dev.signalbox.features.FeatureExtractor;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.Snapshots;
import dev.signalbox.store.AuditLog;
import dev.signalbox.store.CatalogStore;
import dev.signalbox.store.DecisionStore;
import dev.signalbox.store.Home;
import dev.signalbox.store.News;
import dev.signalbox.store.SnapshotStore;
import dev.signalbox.telemetry.Recorder;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PipelineProperties.class)
class PipelineConfiguration {

    private static final String DEFAULTS = "/defaults/";
    private static final Duration POLL_EVERY = Duration.ofSeconds(2);

    /** After local models, as it may be one: which library they run on is settled by then. */
    @Bean
    @DependsOn("localProvider")
    PromptEmbedder promptEmbedder(PipelineProperties properties, Home home) {
        var choice = properties.choice();
        choice.check();
        var natives = home.root().resolve("models").resolve("native");
        return new EarlyEmbedder(() -> new CachedEmbedder(embedder(choice, natives), properties.embeddingCache()));
    }

    @Bean
    FeatureExtractor featureExtractor(PromptEmbedder embedder) {
        return new DefaultExtractor(embedder);
    }

    @Bean
    CurrentPolicies currentPolicies() {
        return new CurrentPolicies();
    }

    @Bean
    Snapshots snapshots(SnapshotStore store, PromptEmbedder embedder) {
        return new StoredSnapshots(store, embedder);
    }

    @Bean
    PolicyLoader.Learned learned(Snapshots snapshots, PromptEmbedder embedder) {
        return new PolicyLoader.Learned(snapshots, embedder);
    }

    @Bean
    Archive archive(CatalogStore catalog, AuditLog audit) {
        return new StoredArchive(catalog, new SteeringAudit(audit));
    }

    @Bean
    PolicyLoader policyLoader(
            Catalogue catalogue,
            Depot depot,
            PolicyLoader.Learned learned,
            Archive archive,
            PipelineProperties properties) {
        return new PolicyLoader(catalogue, depot, learned, archive, properties.defaultPolicy());
    }

    @Bean
    Replay replay(
            DecisionStore decisions,
            CatalogStore catalog,
            SnapshotStore snapshots,
            Catalogue catalogue,
            PromptEmbedder embedder) {
        return new Replay(new Replay.Stores(decisions, catalog, snapshots), catalogue, embedder);
    }

    @Bean
    ConfigReload configReload(Home home, PolicyLoader loader, CurrentPolicies policies, SnapshotStore snapshots) {
        var folder = new ConfigFolder(home.root().resolve("config"));
        folder.seed(defaults());
        var promotions = new LatestPromotion(snapshots::lastPromotion);
        return new ConfigReload(folder, loader, policies, promotions, InstantSource.system());
    }

    @Bean
    Startup startup(ConfigReload config, CurrentPolicies policies, News news) {
        news.on(News.PROMOTIONS, config::poll);
        return new Startup(new Startup.Config(config::load, config::poll), POLL_EVERY, policies);
    }

    @Bean
    RoutingPipeline.Experts experts(Executor executor, Advisers advisers, PromptEmbedder embedder) {
        return new RoutingPipeline.Experts(executor, new Counsel(advisers, embedder));
    }

    @Bean
    Pipeline pipeline(
            FeatureExtractor extractor,
            CurrentPolicies policies,
            RoutingPipeline.Experts experts,
            Recorder recorder,
            MeterRegistry meters) {
        var chance = new RoutingPipeline.Chance(
                InstantSource.system(), () -> ThreadLocalRandom.current().nextLong());
        return new WatchedPipeline(new RoutingPipeline(extractor, policies, experts, recorder, chance), meters);
    }

    private static PromptEmbedder embedder(EmbedderChoice choice, Path natives) {
        try {
            return choice instanceof EmbedderChoice.Bge ? Embedders.best() : choice.load(natives);
        } catch (EmbedderUnavailableException e) {
            throw new IllegalStateException("signalbox.embedder: " + e.getMessage(), e);
        }
    }

    /** The files that come with Signalbox, by their path in the configuration folder. */
    static Map<String, byte[]> defaults() {
        var found = new TreeMap<String, byte[]>();
        try {
            for (var resource :
                    new PathMatchingResourcePatternResolver().getResources("classpath*:defaults/**/*.yaml")) {
                var url = resource.getURL().toString();
                var path = url.substring(url.lastIndexOf(DEFAULTS) + DEFAULTS.length());
                found.put(path, resource.getContentAsByteArray());
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
