package dev.signalbox.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.execution.RosterSteerings;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.policy.PolicyFile;
import dev.signalbox.policy.RosterFile;
import dev.signalbox.store.CatalogStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;
import tools.jackson.databind.json.JsonMapper;

/** The archive in the database. */
final class StoredArchive implements Archive {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final CatalogStore store;
    private final SteeringAudit steerings;

    StoredArchive(CatalogStore store, SteeringAudit steerings) {
        this.store = store;
        this.steerings = steerings;
    }

    @Override
    public long keep(RosterFile roster) {
        var rows = roster.entries().stream()
                .map(entry -> new CatalogStore.ExpertRow(entry.card().name(), cardJson(entry.card())))
                .toList();
        return store.rosterVersion(digest(roster), rows);
    }

    @Override
    public void audit(RosterFile roster) {
        steerings.compare(RosterSteerings.of(roster));
    }

    @Override
    public void keep(PolicyFile policy, String content) {
        store.recordPolicy(policy.name(), policy.version(), content);
    }

    /** A hash of what the roster means: comments and layout do not count. */
    static String digest(RosterFile roster) {
        try {
            var hash = MessageDigest.getInstance("SHA-256");
            for (var entry : roster.entries()) {
                hash.update(cardJson(entry.card()).getBytes(UTF_8));
                hash.update(entry.calls().toString().getBytes(UTF_8));
                for (var deployment : entry.deployments()) {
                    var line =
                            "\n%s %s %s".formatted(deployment.name(), deployment.providerName(), deployment.config());
                    hash.update(line.getBytes(UTF_8));
                }
            }
            return HexFormat.of().formatHex(hash.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** In a fixed order, since it is hashed. */
    private static String cardJson(ExpertCard card) {
        var node = MAPPER.createObjectNode()
                .put("name", card.name())
                .put("description", card.description())
                .putPOJO("abilities", new TreeSet<>(card.abilities()))
                .putPOJO("limits", card.limits())
                .putPOJO("price", card.price())
                .putPOJO("declared", card.declared())
                .putPOJO("tags", new TreeSet<>(card.tags()));
        if (!card.family().isEmpty()) {
            node.put("family", card.family());
        }
        return MAPPER.writeValueAsString(node);
    }
}
