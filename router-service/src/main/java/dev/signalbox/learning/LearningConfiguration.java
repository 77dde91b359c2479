package dev.signalbox.learning;

import dev.signalbox.features.FeatureExtractor;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.moe.LocalProvider;
import dev.signalbox.pipeline.ConfigReload;
import dev.signalbox.pipeline.CurrentPolicies;
import dev.signalbox.pipeline.Pipeline;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.Snapshots;
import dev.signalbox.store.AuditLog;
import dev.signalbox.store.Database;
import dev.signalbox.store.DecisionStore;
import dev.signalbox.store.GateStore;
import dev.signalbox.store.GradeStore;
import dev.signalbox.store.JobQueue;
import dev.signalbox.store.JobStore;
import dev.signalbox.store.SnapshotStore;
import dev.signalbox.telemetry.Recorder;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class LearningConfiguration {

    private static final Duration LONGEST_JOB = Duration.ofHours(12);

    @Bean
    Examiner examiner(Pipeline pipeline, FeatureExtractor features, Recorder recorder) {
        return new Examiner(pipeline, features, recorder, InstantSource.system());
    }

    @Bean
    Promotions promotions(
            CurrentPolicies policies,
            SnapshotStore store,
            AuditLog audit,
            ConfigReload reload,
            PromptEmbedder embedder) {
        return new Promotions(policies, store, audit, reload, embedder);
    }

    @Bean
    PolicyTrainer policyTrainer(
            Examiner examiner,
            CurrentPolicies policies,
            Promotions promotions,
            PolicyTrainer.Memory memory,
            PromptEmbedder embedder) {
        return new PolicyTrainer(examiner, policies, promotions, memory, embedder, InstantSource.system());
    }

    @Bean
    Onboarder onboarder(
            Examiner examiner,
            CurrentPolicies policies,
            Promotions promotions,
            PolicyTrainer.Memory memory,
            PromptEmbedder embedder) {
        return new Onboarder(examiner, policies, promotions, memory, embedder, InstantSource.system());
    }

    @Bean
    PolicyTrainer.Memory memory(Snapshots snapshots, SnapshotStore store) {
        return new PolicyTrainer.Memory(snapshots, store);
    }

    @Bean
    PolicyHealth policyHealth(
            CurrentPolicies policies, PolicyTrainer.Memory memory, DecisionStore decisions, PromptEmbedder embedder) {
        return new PolicyHealth(policies, memory, decisions, embedder);
    }

    @Bean
    HealthGauges healthGauges(CurrentPolicies policies, PolicyHealth health, MeterRegistry meters) {
        return new HealthGauges(policies, health, meters, InstantSource.system());
    }

    @Bean
    InnerGates innerGates(LocalProvider provider, GateStore store) {
        return new InnerGates(provider, store, InstantSource.system());
    }

    @Bean
    GateJournal gateJournal(InnerGates gates) {
        return new GateJournal(gates, Duration.ofMinutes(1), InstantSource.system());
    }

    @Bean
    GateGauges gateGauges(InnerGates gates, MeterRegistry meters) {
        return new GateGauges(gates, meters, InstantSource.system());
    }

    @Bean
    Tryout tryout(
            CurrentPolicies policies,
            Catalogue catalogue,
            Snapshots snapshots,
            DecisionStore decisions,
            PromptEmbedder embedder) {
        return new Tryout(policies, catalogue, snapshots, decisions, embedder);
    }

    @Bean
    LiveTrainer.Sources liveSources(CurrentPolicies policies, DecisionStore decisions, PolicyTrainer.Memory memory) {
        return new LiveTrainer.Sources(policies, decisions, memory);
    }

    @Bean
    LiveTrainer liveTrainer(LiveTrainer.Sources sources, Promotions promotions, PromptEmbedder embedder) {
        return new LiveTrainer(sources, promotions, embedder);
    }

    @Bean
    Distiller distiller(
            Examiner examiner,
            LiveTrainer.Sources sources,
            Promotions promotions,
            Catalogue catalogue,
            PromptEmbedder embedder) {
        return new Distiller(
                examiner, sources, promotions, new Distiller.School(catalogue, embedder, InstantSource.system()));
    }

    @Bean
    TrainingWork.Trainers trainers(PolicyTrainer trainer, Onboarder onboarder, LiveTrainer live, Distiller distiller) {
        return new TrainingWork.Trainers(trainer, onboarder, live, distiller);
    }

    @Bean
    JobWorker jobWorker(TrainingWork.Trainers trainers, JobStore jobs, GradeStore grades) {
        return new JobWorker(jobs, new TrainingWork(trainers, jobs, grades), LONGEST_JOB);
    }

    @Bean
    JobQueue jobQueue(Database database, JobStore jobs, JobWorker worker) {
        return new JobQueue(database, jobs, JobQueue.Rhythm.DEFAULT, worker);
    }

    @Bean
    Jobs jobs(JobStore store, JobQueue queue, JobWorker worker, Jobs.Checks checks, AuditLog audit) {
        return new Jobs(store, queue, worker, checks, audit);
    }

    @Bean
    Jobs.Checks checks(PolicyTrainer trainer, Onboarder onboarder, Distiller distiller) {
        return new Jobs.Checks(trainer, onboarder, distiller);
    }
}
