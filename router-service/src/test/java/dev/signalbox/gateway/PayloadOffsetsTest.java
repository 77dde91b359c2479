package dev.signalbox.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Caller;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The places in the body that change on the way to an expert, and that nothing else does. */
final class PayloadOffsetsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    private final ChatDecoder decoder = new ChatDecoder(prefix -> prefix + "_1");

    @Test
    void sentTo_anySpellingOfTheBody_changesTheModelAlone() throws Exception {
        var random = new Random(20_260_101);
        for (int round = 0; round < 500; round++) {
            var name = randomText(random);
            var body = randomBody(random, name);
            var chat = decoder.decode(body.getBytes(UTF_8), new Caller("acme", "key-1"));
            assertThat(chat.query().model()).as(body).isEqualTo(name);

            var sent = chat.query().payload().sentTo("\"upstream\"", false);
            assertThat(JSON.readTree(sent)).as(body).isEqualTo(expected(body, false));
            var streamed = chat.query().payload().sentTo("\"upstream\"", true);
            assertThat(JSON.readTree(streamed)).as(body).isEqualTo(expected(body, true));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"include_usage\":true} | {\"include_usage\":true}",
                "{\"include_usage\":false} | {\"include_usage\":true}",
                "{ \"a\":[{}], \"include_usage\" : null } | { \"a\":[{}], \"include_usage\" : true }",
                "{} | {\"include_usage\":true}",
                "{ } | {\"include_usage\":true }",
                "{ \"a\":1} | {\"include_usage\":true, \"a\":1}",
                "null | {\"include_usage\":true}"
            })
    void sentTo_stream_asksForUsage(String options, String expected) throws Exception {
        var body = "{\"stream_options\":" + options + ",\"model\":\"auto\",\"stream\":true," + USER + "}";

        var payload = decoder.decode(body.getBytes(UTF_8), new Caller("acme", "key-1"))
                .query()
                .payload();

        assertThat(new String(payload.sentTo("\"m\"", true), UTF_8))
                .isEqualTo("{\"stream_options\":" + expected + ",\"model\":\"m\",\"stream\":true," + USER + "}");
        assertThat(new String(payload.sentTo("\"m\"", false), UTF_8)).isEqualTo(body.replace("\"auto\"", "\"m\""));
    }

    private static JsonNode expected(String body, boolean stream) {
        var tree = (ObjectNode) JSON.readTree(body);
        tree.put("model", "upstream");
        if (stream) {
            var options = tree.get("stream_options");
            var usage = options instanceof ObjectNode given ? given : JSON.createObjectNode();
            tree.set("stream_options", usage.put("include_usage", true));
        }
        return tree;
    }

    /** The fields in any order, with any spacing, decoys and escapes. */
    private static String randomBody(Random random, String model) {
        var fields = new ArrayList<>(List.of(
                spelled(random, "model") + space(random) + ":" + space(random) + spelled(random, model),
                spelled(random, "messages") + ":[{\"role\":\"user\",\"content\":" + spelled(random, randomText(random))
                        + ",\"model\":\"decoy\"}]",
                "\"metadata\":{\"model\":" + spelled(random, randomText(random)) + ",\"stream_options\":[null,1e-3]}",
                "\"" + "x".repeat(random.nextInt(40)) + "\":[{\"model\":{}}," + random.nextLong() + "]"));
        if (random.nextBoolean()) {
            var flag = List.of("true", "false", "null").get(random.nextInt(3));
            fields.add(spelled(random, "stream_options") + ":" + space(random)
                    + List.of("null", "{}", "{\"include_usage\":" + flag + "}", "{\"y\":\"}\"}")
                            .get(random.nextInt(4)));
        }
        Collections.shuffle(fields, random);
        return space(random) + "{" + space(random) + String.join(space(random) + "," + space(random), fields)
                + space(random) + "}" + space(random);
    }

    private static String space(Random random) {
        return List.of("", "", " ", "\n", "\r\n\t", "  ").get(random.nextInt(6));
    }

    /** As a JSON string, characters escaped at random. */
    private static String spelled(Random random, String text) {
        var out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            // Half of a pair alone is not UTF-8, so both halves are escaped.
            if (c < 0x20 || c == '"' || c == '\\' || Character.isSurrogate((char) c) || random.nextInt(8) == 0) {
                out.append("\\u").append(String.format("%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }

    private static String randomText(Random random) {
        var out = new StringBuilder("m");
        for (int at = random.nextInt(30); at > 0; at--) {
            out.append(List.of("a", "/", "\"", "\\", "ä", "漢", "🚀", "}", ",", "\u0000", "\u2028")
                    .get(random.nextInt(11)));
        }
        return out.toString();
    }
}
