package dev.signalbox.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs on API keys. */
@Command(name = "key", synopsisSubcommandLabel = "VERB", description = "Create, list and revoke API keys.")
final class KeyVerbs {

    private static final String KEYS = "/admin/keys";
    private final Terminal terminal;

    KeyVerbs(Terminal terminal) {
        this.terminal = terminal;
    }

    CommandLine commandLine() {
        return new CommandLine(this)
                .addSubcommand(new Create(terminal))
                .addSubcommand(new Show(terminal))
                .addSubcommand(new Revoke(terminal));
    }

    @Command(name = "create", description = "Create an API key and print it; it cannot be shown again.")
    static final class Create implements Callable<Integer> {

        @Option(
                names = "--tenant",
                paramLabel = "NAME",
                defaultValue = "default",
                description = "Whose key it is (default: default).")
        private String tenant = "default";

        @Option(names = "--admin", description = "The key may also use the administration API.")
        private boolean admin;

        @Option(names = "--metrics", description = "The key may read /metrics and nothing else.")
        private boolean metrics;

        @Option(
                names = "--steer",
                description = "The key may also change how local sparse models choose their experts.")
        private boolean steer;

        @Parameters(paramLabel = "NAME", description = "What the key is for, shown in lists.")
        private String name = "";

        @Mixin
        private Place place = new Place();

        private final Terminal terminal;

        Create(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            var body = Api.JSON.createObjectNode();
            body.put("tenant", tenant).put("name", name).put("admin", admin);
            if (steer) {
                body.put("steer", true);
            }
            if (metrics) {
                body.put("metrics", true);
            }
            var key = place.api().post(KEYS, body, Map.of()).body();
            terminal.line(key.path("key").asString(""));
            terminal.error("Key " + key.path("id").asString("") + " of tenant " + tenant
                    + "; it is stored hashed and cannot be shown again.");
            return 0;
        }
    }

    @Command(name = "list", description = "List the API keys, without their secrets.")
    static final class Show implements Callable<Integer> {

        private static final List<String> FIELDS = List.of("id", "tenant", "name", "role", "created", "revoked");

        @Mixin
        private Place place = new Place();

        private final Terminal terminal;

        Show(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            var table = new Table(FIELDS);
            table.rows(
                    place.api().get(KEYS).path("data"),
                    key -> FIELDS.stream()
                            .map(field -> key.path(field).asString(""))
                            .toList());
            terminal.line(table.text());
            return 0;
        }
    }

    @Command(name = "revoke", description = "Revoke an API key at once and for ever.")
    static final class Revoke implements Callable<Integer> {

        @Parameters(paramLabel = "ID", description = "Of the key, as key list shows it.")
        private String id = "";

        @Mixin
        private Place place = new Place();

        private final Terminal terminal;

        Revoke(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            place.api().delete(KEYS + "/" + id);
            terminal.line("Revoked " + id + ".");
            return 0;
        }
    }
}
