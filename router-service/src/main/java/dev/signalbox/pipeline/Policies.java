package dev.signalbox.pipeline;

import dev.signalbox.experts.Roster;
import dev.signalbox.experts.Subject;
import dev.signalbox.features.Features;
import dev.signalbox.policy.BatchTerms;
import dev.signalbox.policy.Consultation;
import dev.signalbox.policy.Decision;
import dev.signalbox.policy.Flip;
import dev.signalbox.policy.Policy;
import dev.signalbox.policy.PolicyFile;
import dev.signalbox.score.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything the line reads to decide, as of one moment. Immutable: a change is a new one. */
public final class Policies {

    static final String AUTO = "auto";
    static final String PREFIX = "policy/";

    private final Roster roster;
    private final Roster fullRoster;
    private final Map<String, PolicyFile> files;
    private final Map<String, Route> routes;
    private final List<Pipeline.Model> models;

    /**
     * @param roster of the experts in service
     * @param fullRoster of all experts, those out of service included
     * @param files by policy name
     * @param routes by model name
     * @param models what callers may choose from
     */
    Policies(
            Roster roster,
            Roster fullRoster,
            Map<String, PolicyFile> files,
            Map<String, Route> routes,
            List<Pipeline.Model> models) {
        this.roster = roster;
        this.fullRoster = fullRoster;
        this.files = Map.copyOf(files);
        this.routes = Map.copyOf(routes);
        this.models = List.copyOf(models);
    }

    /** The experts in service. */
    public Roster roster() {
        return roster;
    }

    /** All experts, those out of service included: what policy files are held against. */
    public Roster fullRoster() {
        return fullRoster;
    }

    /** The file of a policy, trained or not. */
    public Optional<PolicyFile> file(String policy) {
        return Optional.ofNullable(files.get(policy));
    }

    /** Names of the policies whose scorers learn. */
    public List<String> learners() {
        return files.values().stream()
                .filter(file -> file.learner().isPresent())
                .map(PolicyFile::name)
                .sorted()
                .toList();
    }

    List<Pipeline.Model> models() {
        return models;
    }

    boolean knows(String model) {
        return routes.containsKey(model);
    }

    Decision decide(String model, String queryId, Features features, long seed) throws Pipeline.UnknownModelException {
        return route(model).decide(queryId, features, seed);
    }

    /** What is to be asked before a query is decided; empty when nobody is. */
    Optional<Consultation> consultation(String model, Features features) throws Pipeline.UnknownModelException {
        return route(model).consultation(features);
    }

    /** @throws dev.signalbox.yaml.ConfigException when the terms name an expert that is not on the roster */
    List<Decision> decide(String model, List<Policy.Asked> queries, BatchTerms terms, long seed)
            throws Pipeline.UnknownModelException {
        return route(model).decide(queries, terms.over(fullRoster), seed);
    }

    /** What moved the scores of a decision; empty when the policy that made it is not in force any more. */
    List<Reason> reasons(Decision decision) {
        return Optional.ofNullable(routes.get(PREFIX + decision.provenance().policy()))
                .map(route -> route.reasons(decision))
                .orElse(List.of());
    }

    /** What would give a query of a policy to another expert; nothing where the caller had named one. */
    List<Flip> flips(Decision decision) {
        return Optional.ofNullable(routes.get(PREFIX + decision.provenance().policy()))
                .map(route -> route.flips(decision))
                .orElse(List.of());
    }

    /** What a decided query is about, as far as the policy that made the decision tells. */
    Subject subject(Decision decision) {
        var features = decision.features();
        if (features == null) {
            return Subject.UNKNOWN;
        }
        var domain = Optional.ofNullable(
                        routes.get(PREFIX + decision.provenance().policy()))
                .flatMap(route -> route.domain(features))
                .orElse("");
        return new Subject(domain, features.prompt().language().code());
    }

    private Route route(String model) throws Pipeline.UnknownModelException {
        var route = routes.get(model);
        if (route == null) {
            throw new Pipeline.UnknownModelException(model);
        }
        return route;
    }
}
