package dev.signalbox.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.execution.Depot;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.pipeline.Pipeline.Model;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.Policy;
import dev.signalbox.policy.PolicyFile;
import dev.signalbox.policy.RosterFile;
import dev.signalbox.policy.Snapshots;
import dev.signalbox.yaml.ConfigException;
import dev.signalbox.yaml.Place;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the operator's files into policies, and puts the roster's experts in service. All of it or nothing. */
final class PolicyLoader {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyLoader.class);

    private final Catalogue catalogue;
    private final Depot depot;
    private final Archive archive;
    private final Snapshots snapshots;
    private final PromptEmbedder embedder;
    private final String defaultPolicy;

    PolicyLoader(Catalogue catalogue, Depot depot, Learned learned, Archive archive, String defaultPolicy) {
        this.catalogue = catalogue;
        this.depot = depot;
        this.snapshots = learned.snapshots();
        this.embedder = learned.embedder();
        this.archive = archive;
        this.defaultPolicy = defaultPolicy;
    }

    /** Where learned state comes from, and the embedder whose space it must be of. */
    record Learned(Snapshots snapshots, PromptEmbedder embedder) {}

    /**
     * @param outOfService experts of the roster that nobody can ask, and why
     * @param files that all of it came from
     */
    record Loaded(Policies policies, Map<String, String> outOfService, List<ConfigStatus.InForce> files) {}

    /** @throws ConfigException with everything that is wrong in any file */
    Loaded load(ConfigFiles files) {
        var parsed = parse(files);
        var staged = depot.stage(parsed.roster());
        try {
            var policies = compile(parsed, staged.outOfService());
            archive.audit(parsed.roster());
            staged.putInService();
            return new Loaded(policies, staged.outOfService(), inForce(files, parsed, policies));
        } catch (RuntimeException e) {
            staged.discard();
            throw e;
        }
    }

    private static List<ConfigStatus.InForce> inForce(ConfigFiles files, Parsed parsed, Policies policies) {
        var roster = files.roster().name();
        var version = Long.toString(policies.roster().version());
        return Stream.concat(
                        Stream.of(new ConfigStatus.InForce(roster, "roster", "", version)),
                        parsed.policies().values().stream()
                                .map(file -> new ConfigStatus.InForce(
                                        parsed.places().getOrDefault(file.name(), ""),
                                        "policy",
                                        file.name(),
                                        file.version())))
                .toList();
    }

    /** Files that are right in themselves, by policy name, with their text and where they are. */
    private record Parsed(
            RosterFile roster,
            Map<String, PolicyFile> policies,
            Map<String, String> texts,
            Map<String, String> places) {}

    private Parsed parse(ConfigFiles files) {
        var problems = new ArrayList<ConfigException.Problem>();
        var policies = new LinkedHashMap<String, PolicyFile>();
        var texts = new HashMap<String, String>();
        var places = new HashMap<String, String>();
        for (var source : files.policies()) {
            try {
                var policy = PolicyFile.parse(source.name(), source.content(), catalogue);
                if (policies.putIfAbsent(policy.name(), policy) != null) {
                    problems.add(problem(source.name(), "policy", policy.name(), "a name that no other file has"));
                }
                texts.put(policy.name(), new String(source.content(), UTF_8));
                places.put(policy.name(), source.name());
            } catch (ConfigException e) {
                problems.addAll(e.problems());
            }
        }
        Optional<RosterFile> roster = Optional.empty();
        try {
            var source = files.roster();
            roster = Optional.of(RosterFile.parse(source.name(), source.content(), catalogue));
        } catch (ConfigException e) {
            problems.addAll(0, e.problems());
        }
        if (problems.isEmpty() && !policies.containsKey(defaultPolicy)) {
            problems.add(problem(
                    "signalbox.default-policy", "", defaultPolicy, "one of " + String.join(", ", policies.keySet())));
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new Parsed(roster.orElseThrow(), policies, texts, places);
    }

    private static ConfigException.Problem problem(String file, String path, String found, String expected) {
        return new ConfigException.Problem(new Place(file, 1, path), "\"" + found + "\"", expected);
    }

    private Policies compile(Parsed parsed, Map<String, String> outOfService) {
        long version = archive.keep(parsed.roster());
        var full = parsed.roster().roster(version);
        var inService = new Roster(
                version,
                full.cards().stream()
                        .filter(card -> !outOfService.containsKey(card.name()))
                        .toList());
        var routes = new HashMap<String, Route>();
        for (var card : full.cards()) {
            routes.put(card.name(), direct(card.name(), inService, outOfService));
        }
        for (var file : parsed.policies().values()) {
            var missing = Route.denials(named(file, full), outOfService);
            routes.put(
                    Policies.PREFIX + file.name(),
                    unfit(file)
                            .map(why -> Route.untrained(file, version, why))
                            .orElseGet(() ->
                                    Route.by(file.compile(full, snapshots, embedder.space()), inService, missing)));
        }
        routes.put(Policies.AUTO, routes.get(Policies.PREFIX + defaultPolicy));
        parsed.policies()
                .values()
                .forEach(file -> archive.keep(file, parsed.texts().getOrDefault(file.name(), "")));
        return new Policies(inService, full, parsed.policies(), routes, models(parsed.policies(), inService));
    }

    /** Whom a policy may ask, first or later. */
    static List<ExpertCard> named(PolicyFile file, Roster roster) {
        return Stream.concat(file.experts(roster).stream(), file.reserves(roster).stream())
                .distinct()
                .toList();
    }

    private static Route direct(String expert, Roster inService, Map<String, String> outOfService) {
        return inService.find(expert).isPresent()
                ? Route.by(Policy.direct(expert), inService, List.of())
                : Route.outOfService(
                        new dev.signalbox.policy.Decision.Denial(
                                expert, Route.IN_SERVICE, outOfService.getOrDefault(expert, "")),
                        inService.version());
    }

    /**
     * Why a policy cannot decide yet; it is loaded all the same, because training needs it loaded.
     */
    private Optional<String> unfit(PolicyFile file) {
        var why = file.unready(snapshots.current(file.name()), embedder.space());
        why.ifPresent(reason -> LOG.warn("policy {} cannot decide: {}", file.name(), reason));
        return why.map(reason -> reason + "; train it with ./signalbox train");
    }

    private List<Model> models(Map<String, PolicyFile> policies, Roster inService) {
        var models = new ArrayList<Model>();
        var auto = policies.get(defaultPolicy);
        models.add(new Model(Policies.AUTO, auto == null ? "" : auto.description(), Model.Kind.POLICY));
        policies.values()
                .forEach(file ->
                        models.add(new Model(Policies.PREFIX + file.name(), file.description(), Model.Kind.POLICY)));
        inService.cards().forEach(card -> models.add(new Model(card.name(), card.description(), Model.Kind.EXPERT)));
        return models;
    }
}
