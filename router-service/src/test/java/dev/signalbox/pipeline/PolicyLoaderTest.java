package dev.signalbox.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.experts.Query;
import dev.signalbox.features.DefaultExtractor;
import dev.signalbox.features.HashedNgramEmbedder;
import dev.signalbox.pipeline.Pipeline.UnknownModelException;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.Decision;
import dev.signalbox.yaml.ConfigException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PolicyLoaderTest {

    @TempDir
    Path home;

    private PipelineStage stage;

    @BeforeEach
    void write() {
        stage = new PipelineStage(home)
                .write("roster.yaml", PipelineStage.ROSTER)
                .write("policies/auto.yaml", PipelineStage.AUTO);
    }

    @Test
    void decide_auto_isTheDefaultPolicy() throws Exception {
        var decision = decide("auto");

        assertThat(decision.plan()).isEqualTo(new Plan.Single("a", List.of("b")));
        assertThat(decision.provenance().policy()).isEqualTo("auto");
        assertThat(decision.provenance().rosterVersion()).isEqualTo(7);
        assertThat(decision.provenance().seed()).isEqualTo(5);
        assertThat(decide("policy/auto").plan()).isEqualTo(decision.plan());
    }

    @Test
    void decide_expertsName_asksThatExpertAlone() throws Exception {
        var decision = decide("b");

        assertThat(decision.plan()).isEqualTo(new Plan.Single("b", List.of()));
        assertThat(decision.provenance().policy()).isEqualTo("direct");
    }

    @Test
    void decide_unknownModel_isRefusedByName() {
        assertThatThrownBy(() -> decide("nope"))
                .isInstanceOf(UnknownModelException.class)
                .hasMessageContaining("nope");
    }

    @Test
    void load_expertThatCannotOpen_isDeniedWithItsReason() throws Exception {
        stage.write(
                "roster.yaml",
                PipelineStage.ROSTER.replace("{name: a, echo: {}", "{name: a, echo: {broken: A_KEY is not set}"));

        var decision = decide("auto");

        assertThat(decision.plan()).isEqualTo(new Plan.Single("b", List.of()));
        assertThat(decision.denials()).contains(new Decision.Denial("a", "in-service", "A_KEY is not set"));
        assertThat(decide("a").plan()).isInstanceOfSatisfying(Plan.Refusal.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(Plan.Reason.UNAVAILABLE);
            assertThat(refusal.message()).contains("A_KEY is not set");
        });
        assertThat(load().models()).extracting(Pipeline.Model::name).containsExactly("auto", "policy/auto", "b");
    }

    @Test
    void fullRoster_expertOutOfService_isOnIt() {
        stage.write(
                "roster.yaml", PipelineStage.ROSTER.replace("{name: b, echo: {}", "{name: b, echo: {broken: away}"));

        var policies = load();

        assertThat(policies.roster().find("b")).isEmpty();
        assertThat(policies.fullRoster().find("b")).isPresent();
        assertThat(policies.fullRoster().version()).isEqualTo(policies.roster().version());
    }

    @Test
    void load_noExpertOfThePolicyOpens_isUnavailableNotDenied() throws Exception {
        stage.write("roster.yaml", PipelineStage.ROSTER.replace("echo: {}", "echo: {broken: A_KEY is not set}"));

        assertThat(decide("auto").plan()).isInstanceOfSatisfying(Plan.Refusal.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(Plan.Reason.UNAVAILABLE);
            assertThat(refusal.message()).contains("out of service: a, b");
        });
    }

    @Test
    void load_policyThatHasLearnedNothing_refusesAndCanBeTrained() throws Exception {
        stage.write(
                "policies/mine.yaml",
                PipelineStage.AUTO.replace("policy: auto", "policy: mine").replace("static", "cluster"));

        assertThat(decide("policy/mine").plan()).isInstanceOfSatisfying(Plan.Refusal.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(Plan.Reason.UNAVAILABLE);
            assertThat(refusal.message()).contains("learned nothing yet");
        });
        assertThat(load().file("mine").orElseThrow().learner()).isPresent();
    }

    @Test
    void load_severalWrongFiles_namesEveryProblem() {
        stage.write("roster.yaml", "experts: 3").write("policies/other.yaml", "polcy: x");

        assertThatThrownBy(this::load)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("roster.yaml:1")
                .hasMessageContaining("other.yaml:1");
    }

    @Test
    void load_twoFilesOfOneName_areRefused() {
        stage.write("policies/other.yaml", PipelineStage.AUTO);

        assertThatThrownBy(this::load).isInstanceOf(ConfigException.class).hasMessageContaining("no other file");
    }

    @Test
    void load_noDefaultPolicy_isRefused() {
        stage.write("policies/auto.yaml", PipelineStage.AUTO.replace("policy: auto", "policy: other"));

        assertThatThrownBy(this::load)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("signalbox.default-policy");
    }

    @Test
    void load_archivesRosterAndPolicies() {
        load();

        assertThat(stage.kept).containsExactly("roster", "auto", "audit");
    }

    private Policies load() {
        return stage.loader.load(stage.files().read()).policies();
    }

    private Decision decide(String model) throws UnknownModelException {
        Query query = PipelineStage.query(model);
        var features = new DefaultExtractor(new HashedNgramEmbedder()).extract(query);
        return load().decide(model, query.id(), features, 5);
    }
}
