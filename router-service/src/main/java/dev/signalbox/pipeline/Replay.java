package dev.signalbox.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.Decision;
import dev.signalbox.policy.Flip;
import dev.signalbox.policy.Policy;
import dev.signalbox.policy.PolicyFile;
import dev.signalbox.score.Reason;
import dev.signalbox.store.CatalogStore;
import dev.signalbox.store.DecisionStore;
import dev.signalbox.store.SnapshotStore;
import dev.signalbox.telemetry.RecordedForm;
import dev.signalbox.yaml.ConfigException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A recorded decision made once more from its record alone: the versions of roster, policy and snapshot that it names,
 * its features and its seed. Holds the two against each other to the last bit.
 */
public final class Replay {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final DecisionStore decisions;
    private final CatalogStore catalog;
    private final SnapshotStore snapshots;
    private final Catalogue catalogue;
    private final PromptEmbedder embedder;
    /** Decisions are looked at in runs that were made alike, and a snapshot takes long to read. */
    private final AtomicReference<@Nullable Compiled> last = new AtomicReference<>();

    Replay(Stores stores, Catalogue catalogue, PromptEmbedder embedder) {
        this.decisions = stores.decisions();
        this.catalog = stores.catalog();
        this.snapshots = stores.snapshots();
        this.catalogue = catalogue;
        this.embedder = embedder;
    }

    /** Where everything that a decision names is kept. */
    record Stores(DecisionStore decisions, CatalogStore catalog, SnapshotStore snapshots) {}

    /** Empty when no such decision is on record. */
    public Optional<Verdict> replay(String queryId) {
        return decisions.find(queryId).map(row -> {
            try {
                return held(row, decide(row));
            } catch (IllegalArgumentException | JacksonException | ConfigException e) {
                return new Verdict(row.queryId(), false, List.of(), Optional.empty(), String.valueOf(e.getMessage()));
            }
        });
    }

    private Explained decide(DecisionStore.Row row) throws IllegalArgumentException {
        var versions = row.versions();
        var full = roster(versions.rosterVersion());
        var missing = missing(row);
        var inService = new Roster(
                full.version(),
                full.cards().stream()
                        .filter(card -> !missing.containsKey(card.name()))
                        .toList());
        var features = RecordedFeatures.of(row);
        var route = route(row, full, inService, missing);
        var decision = route.decide(row.queryId(), features, versions.seed());
        return new Explained(decision, route.reasons(decision), route.flips(decision));
    }

    private Route route(DecisionStore.Row row, Roster full, Roster inService, Map<String, String> missing) {
        var versions = row.versions();
        if (versions.policy().equals(Policy.DIRECT)) {
            var expert = onlyExpert(row);
            return missing.containsKey(expert)
                    ? Route.outOfService(
                            new Decision.Denial(expert, Route.IN_SERVICE, missing.getOrDefault(expert, "")),
                            full.version())
                    : Route.by(Policy.direct(expert), inService, List.of());
        }
        var recipe =
                new Recipe(versions.policy(), versions.policyVersion(), full.version(), versions.snapshot(), missing);
        var known = last.get();
        if (known == null || !known.recipe().equals(recipe)) {
            known = new Compiled(recipe, compile(versions, full, inService, missing));
            last.set(known);
        }
        return known.route();
    }

    private Route compile(DecisionStore.Versions versions, Roster full, Roster inService, Map<String, String> missing) {
        var file = file(versions);
        if (versions.snapshot().isEmpty() && file.learner().isPresent()) {
            throw new IllegalArgumentException("the policy had learned nothing yet and refused: nothing to recompute");
        }
        var snapshot = snapshot(versions.snapshot());
        var space = snapshot.map(stored -> stored.origin().space()).orElseGet(embedder::space);
        var policy = file.compile(full, _ -> snapshot, space);
        return Route.by(policy, inService, Route.denials(PolicyLoader.named(file, full), missing));
    }

    private PolicyFile file(DecisionStore.Versions versions) {
        var content = catalog.policyContent(versions.policy(), versions.policyVersion())
                .orElseThrow(() -> new IllegalArgumentException(
                        "version " + versions.policyVersion() + " of policy " + versions.policy() + " is not kept"));
        var file = PolicyFile.parse(versions.policy() + ".yaml", content.getBytes(UTF_8), catalogue);
        if (!file.version().equals(versions.policyVersion())) {
            throw new IllegalArgumentException("policy " + versions.policy() + " now means " + file.version() + ", not "
                    + versions.policyVersion() + ": its plug-ins have changed");
        }
        return file;
    }

    private Optional<Snapshot> snapshot(String id) {
        return snapshots.find(id).map(stored -> Snapshot.parse(stored.content()));
    }

    private Roster roster(long version) {
        var cards = catalog.roster(version).stream()
                .map(row -> card(row.cardJson()))
                .toList();
        if (cards.isEmpty()) {
            throw new IllegalArgumentException("version " + version + " of the roster is not kept");
        }
        return new Roster(version, cards);
    }

    /** Who stands alone is written without a family, as all were in earlier versions. */
    private static ExpertCard card(String json) {
        var node = (ObjectNode) JSON.readTree(json);
        if (!node.has("family")) {
            node.put("family", "");
        }
        return JSON.treeToValue(node, ExpertCard.class);
    }

    /** Experts that were out of service, and why. */
    private static Map<String, String> missing(DecisionStore.Row row) {
        var missing = new HashMap<String, String>();
        JSON.readTree(row.made().denials()).forEach(denial -> {
            if (denial.path("rule").asString("").equals(Route.IN_SERVICE)) {
                missing.put(
                        denial.path("expert").asString(""),
                        denial.path("reason").asString(""));
            }
        });
        return missing;
    }

    /** Whom the caller had named. */
    private static String onlyExpert(DecisionStore.Row row) {
        var made = row.made();
        for (var json : List.of(made.candidates(), made.denials())) {
            for (var one : JSON.readTree(json)) {
                return one.path("expert").asString("");
            }
        }
        throw new IllegalArgumentException("the record does not say which expert the caller had named");
    }

    private static Verdict held(DecisionStore.Row row, Explained again) {
        var made = row.made();
        var recomputed = JSON.readTree(RecordedForm.of(again.decision()));
        var recorded = JSON.createObjectNode().put("plan_kind", made.planKind());
        recorded.put("chosen", made.expert());
        recorded.put("propensity", made.propensity());
        recorded.put("utility", made.utility());
        recorded.set("plan", JSON.readTree(made.plan()));
        recorded.set("selection", JSON.readTree(made.selection()));
        recorded.set("candidates", JSON.readTree(made.candidates()));
        recorded.set("denials", JSON.readTree(made.denials()));
        var differences = new ArrayList<Difference>();
        for (var field : recorded.properties()) {
            differences(field.getKey(), field.getValue(), recomputed.path(field.getKey()), differences);
        }
        return new Verdict(row.queryId(), differences.isEmpty(), differences, Optional.of(again), "");
    }

    private static void differences(String path, JsonNode recorded, JsonNode again, List<Difference> into) {
        if (recorded.isObject() && again.isObject()) {
            var names = new HashSet<>(recorded.propertyNames());
            names.addAll(again.propertyNames());
            names.forEach(name -> differences(path + "." + name, recorded.path(name), again.path(name), into));
        } else if (recorded.isArray() && again.isArray() && recorded.size() == again.size()) {
            for (int i = 0; i < recorded.size(); i++) {
                differences(path + "[" + i + "]", recorded.path(i), again.path(i), into);
            }
        } else if (!same(recorded, again)) {
            into.add(new Difference(path, recorded.toString(), again.toString()));
        }
    }

    /** Numbers by the bits of their value: the database may write 1e-7 in another way. */
    private static boolean same(JsonNode recorded, JsonNode again) {
        if (recorded.isNumber() && again.isNumber()) {
            return Double.doubleToLongBits(recorded.asDouble()) == Double.doubleToLongBits(again.asDouble());
        }
        boolean nothing = recorded.isNull() || recorded.isMissingNode();
        return nothing ? again.isNull() || again.isMissingNode() : recorded.equals(again);
    }

    /** What a way of deciding was made of. */
    private record Recipe(String policy, String version, long roster, String snapshot, Map<String, String> missing) {}

    private record Compiled(Recipe recipe, Route route) {}

    /**
     * A decision made once more, and why it came out so.
     *
     * @param reasons what moved its scores
     * @param flips what would give the query to another expert
     */
    public record Explained(Decision decision, List<Reason> reasons, List<Flip> flips) {
        public Explained {
            reasons = List.copyOf(reasons);
            flips = List.copyOf(flips);
        }
    }

    /**
     * @param identical to the last bit
     * @param differences where they are not
     * @param again the recomputed decision; empty when it could not be
     * @param problem why it could not be recomputed; empty when it could
     */
    public record Verdict(
            String decision,
            boolean identical,
            List<Difference> differences,
            Optional<Explained> again,
            String problem) {}

    /**
     * @param field path in the record
     * @param recorded JSON
     * @param recomputed JSON
     */
    public record Difference(String field, String recorded, String recomputed) {}
}
