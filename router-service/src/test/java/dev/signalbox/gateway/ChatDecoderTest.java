package dev.signalbox.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Settings;
import dev.signalbox.experts.Turn;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

final class ChatDecoderTest {

    private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    /** Body, field at fault, code, start of the message. */
    static final List<Arguments> WRONG = List.of(
            wrong("[]", null, "invalid_type", "body: an array, expected a JSON object"),
            wrong("17", null, "invalid_type", "body: number 17, expected a JSON object"),
            wrong("", null, null, "The body is empty"),
            wrong("  \n", null, null, "The body is empty"),
            wrong("{", null, null, "The body is not valid JSON: line 1, column 2: "),
            wrong("{\n \"model\": tru }", null, null, "The body is not valid JSON: line 2, column 11: "),
            wrong(with("\"a\":1") + "x", null, null, "The body is not valid JSON: line 1, column "),
            wrong(with("\"a\":1") + "{}", null, null, "The body is not valid JSON: line 1, column "),
            wrong(with("\"a\":" + "[".repeat(300)), null, null, "The body goes beyond a bound: line 1, column 2"),
            wrong("{" + USER + "}", "model", "missing_required_parameter", "model: missing, expected auto"),
            wrong("{\"model\":7}", "model", "invalid_type", "model: number 7, expected a model's name"),
            wrong("{\"model\":null}", "model", "invalid_type", "model: null, expected a model's name"),
            wrong("{\"model\":\" \"}", "model", "invalid_value", "model: string \" \", expected a model's name"),
            wrong("{\"model\":\"a\",\"mod\\u0065l\":\"b\"}", "model", "invalid_value", "model: appears twice"),
            wrong("{\"model\":\"a\"}", "messages", "missing_required_parameter", "messages: missing"),
            wrong("{\"messages\":[]}", "messages", "empty_array", "messages: an empty array, expected at least one"),
            wrong("{\"messages\":{}}", "messages", "invalid_type", "messages: an object, expected an array"),
            wrong("{\"messages\":null}", "messages", "invalid_type", "messages: null, expected an array"),
            message("1", "messages[1]", "invalid_type", "messages[1]: number 1, expected a message object"),
            message("{}", "messages[1].role", "missing_required_parameter", "messages[1].role: missing"),
            message(
                    "{\"role\":\"boss\"}",
                    "messages[1].role",
                    "invalid_value",
                    "messages[1].role: string \"boss\", expected system, developer, user, assistant, tool or function"),
            message(
                    "{\"role\":\"user\"}",
                    "messages[1].content",
                    "missing_required_parameter",
                    "messages[1].content: missing, expected a string or an array of content parts"),
            message(
                    "{\"role\":\"user\",\"content\":[]}",
                    "messages[1].content",
                    "empty_array",
                    "messages[1].content: an empty array, expected at least one content part"),
            message(
                    "{\"role\":\"user\",\"content\":17}",
                    "messages[1].content",
                    "invalid_type",
                    "messages[1].content: number 17, expected a string or an array of content parts"),
            message(
                    "{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}",
                    "messages[1].content[0].text",
                    "missing_required_parameter",
                    "messages[1].content[0].text: missing"),
            message(
                    "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":{\"a\":1}}]}",
                    "messages[1].content[0].text",
                    "invalid_type",
                    "messages[1].content[0].text: an object, expected a string"),
            wrong(with("\"stream\":1"), "stream", "invalid_type", "stream: number 1, expected true or false"),
            wrong(with("\"max_tokens\":0"), "max_tokens", "integer_below_min_value", "max_tokens: number 0, expected"),
            wrong(with("\"max_tokens\":1.5"), "max_tokens", "invalid_type", "max_tokens: number 1.5, expected an int"),
            wrong(
                    with("\"max_tokens\":99999999999999999999"),
                    "max_tokens",
                    "integer_above_max_value",
                    "max_tokens: number 99999999999999999999, expected an integer, at least 1"),
            wrong(
                    with("\"temperature\":\"hot\""),
                    "temperature",
                    "invalid_type",
                    "temperature: string \"hot\", expected a number in [0, 2]"),
            wrong(
                    with("\"temperature\":2.1"),
                    "temperature",
                    "decimal_above_max_value",
                    "temperature: number 2.1, exp"),
            wrong(with("\"temperature\":1e999"), "temperature", "decimal_above_max_value", "temperature: number 1e999"),
            wrong(with("\"top_p\":-0.1"), "top_p", "decimal_below_min_value", "top_p: number -0.1, expected a number"),
            wrong(with("\"seed\":true"), "seed", "invalid_type", "seed: boolean true, expected a 64-bit integer"),
            wrong(
                    with("\"presence_penalty\":3"),
                    "presence_penalty",
                    "decimal_above_max_value",
                    "presence_penalty: num"),
            wrong(with("\"frequency_penalty\":-3"), "frequency_penalty", "decimal_below_min_value", "frequency_pen"),
            wrong(with("\"repeat_penalty\":0"), "repeat_penalty", "decimal_below_min_value", "repeat_penalty: numbe"),
            wrong(with("\"top_k\":1.5"), "top_k", "invalid_type", "top_k: number 1.5, expected an integer, at least"),
            wrong(with("\"min_p\":2"), "min_p", "decimal_above_max_value", "min_p: number 2, expected a number in [0"),
            wrong(with("\"logit_bias\":{\"x\":1}"), "logit_bias.x", "invalid_value", "logit_bias.x: number 1, expec"),
            wrong(with("\"logit_bias\":{\"1\":101}"), "logit_bias.1", "decimal_above_max_value", "logit_bias.1: num"),
            wrong(with("\"lora\":{}"), "lora", "invalid_type", "lora: an object, expected an array of objects"),
            wrong(
                    with("\"lora\":[{\"id\":0}]"),
                    "lora[0]",
                    "invalid_value",
                    "lora[0]: no value, expected both id and scale"),
            wrong(
                    with("\"lora\":[{\"id\":64,\"scale\":1}]"),
                    "lora[0].id",
                    "integer_above_max_value",
                    "lora[0].id: number 64, expected an integer in"),
            wrong(
                    with("\"lora\":[{\"id\":0,\"scale\":-101}]"),
                    "lora[0].scale",
                    "decimal_below_min_value",
                    "lora[0].scale: number -101"),
            wrong(
                    with("\"lora\":[{\"id\":0,\"scale\":1},{\"id\":0,\"scale\":1}]"),
                    "lora[1]",
                    "invalid_value",
                    "lora[1]: no value, expected each id once"),
            wrong(with("\"top_logprobs\":21"), "top_logprobs", "integer_above_max_value", "top_logprobs: number 21, "),
            wrong(with("\"top_logprobs\":2"), "top_logprobs", "invalid_value", "top_logprobs: set, expected \"logpro"),
            wrong(
                    with("\"response_format\":{\"type\":\"xml\"}"),
                    "response_format.type",
                    "invalid_value",
                    "response_format.type: string \"xml\", expected text, json_object or json_schema"),
            wrong(with("\"stop\":[\"a\",1]"), "stop[1]", "invalid_type", "stop[1]: number 1, expected a string"),
            wrong(with("\"reasoning_effort\":\"max\""), "reasoning_effort", "invalid_value", "reasoning_effort: strin"),
            wrong(with("\"tools\":[1]"), "tools[0]", "invalid_type", "tools[0]: number 1, expected a tool object"),
            wrong(with("\"response_format\":\"json\""), "response_format", "invalid_type", "response_format: string"),
            wrong(
                    with("\"stream_options\":{\"include_usage\":\"yes\"}"),
                    "stream_options.include_usage",
                    "invalid_type",
                    "stream_options.include_usage: string \"yes\", expected true or false"));

    private final ChatDecoder decoder = new ChatDecoder(prefix -> prefix + "_1");

    @Test
    void decode_everySetting_isRead() throws Exception {
        var query = decode("{" + USER + """
                ,"max_tokens":9,"max_completion_tokens":7,"temperature":0,"top_p":0.5,"seed":-3,"stop":["a","b"],
                "stream":true,"reasoning_effort":"low","tools":[{"type":"function"}],"logprobs":true,"top_logprobs":3,
                "response_format":{"json_schema":{"name":"x","schema":{"type":"object","enum":[null,1,2.5,true]}},
                "type":"json_schema"},"modalities":["text","audio"],"presence_penalty":-2,"frequency_penalty":0.5,
                "repeat_penalty":1.1,"top_k":40,"min_p":0.05,"logit_bias":{"17":-100,"4":2.5},
                "model":"auto"}""").query();
        var shaping = new Settings.Shaping(-2.0, 0.5, 1.1, 40, 0.05, Map.of(17, -100.0, 4, 2.5));
        var schema = Map.<String, Object>of("type", "object", "enum", List.of(Optional.empty(), 1, 2.5, true));

        assertThat(query.settings())
                .isEqualTo(new Settings(
                        true,
                        7,
                        Settings.Effort.LOW,
                        new Settings.Sampling(0.0, 0.5, -3L, shaping),
                        new Settings.Output(List.of("a", "b"), new Settings.Format.Schema(schema), 3),
                        Set.of(Ability.TOOLS, Ability.LOGPROBS, Ability.JSON, Ability.AUDIO)));
        assertThat(query.id()).isEqualTo("req_1");
        assertThat(query.model()).isEqualTo("auto");
    }

    @Test
    void decode_adapterScales_areReadByPlace() throws Exception {
        var query = decode(with("\"lora\":[{\"id\":2,\"scale\":0.5,\"x\":[]},{\"scale\":-1,\"id\":0}]"))
                .query();

        assertThat(query.settings().adapterScales()).isEqualTo(Map.of(2, 0.5, 0, -1.0));
        assertThat(decode(with("\"lora\":[]")).query().settings().adapterScales())
                .isEmpty();
        assertThat(decode(with("\"lora\":null")).query().settings().adapterScales())
                .isNull();
    }

    @Test
    void decode_nullSettings_areLikeNone() throws Exception {
        var query = decode(with("""
                "max_tokens":null,"temperature":null,"top_p":null,"seed":null,"stop":null,"stream":null,
                "reasoning_effort":null,"tools":null,"logprobs":null,"response_format":null,"x":[{"y":null}]""")).query();

        assertThat(query.settings()).isEqualTo(Settings.DEFAULT);
    }

    @Test
    void decode_effortLeftOpenInSoManyWords_isWhereAGatesEffortGoes() throws Exception {
        var query = decode(with("\"reasoning_effort\": null ,\"x\":1")).query();

        var sent = new String(query.withEffort(Settings.Effort.HIGH).payload().sentTo("\"m\"", false), UTF_8);
        assertThat(sent).contains("\"reasoning_effort\": \"high\" ,\"x\":1").doesNotContain("null");
    }

    @Test
    void decode_everyKindOfMessage_isTurn() throws Exception {
        var query = decode("""
                {"model":"auto","messages":[
                {"role":"system","content":"Be brief."},
                {"content":[{"text":"What is","type":"text"},{"type":"image_url","image_url":{"url":"data:"}},
                  {"type":"new_kind","x":[{}]},{"type":"text","text":"this?"}],"role":"user"},
                {"role":"assistant","content":null,"tool_calls":[{"id":"1"}]},
                {"role":"tool","content":"42","tool_call_id":"1"}]}""").query();

        assertThat(query.turns())
                .containsExactly(
                        new Turn(Turn.Role.SYSTEM, "Be brief."),
                        new Turn(Turn.Role.USER, "What is\nthis?"),
                        new Turn(Turn.Role.ASSISTANT, ""),
                        new Turn(Turn.Role.TOOL, "42"));
        assertThat(query.settings().needs()).containsExactly(Ability.VISION);
    }

    @Test
    void decode_byteOrderMark_isDropped() throws Exception {
        var chat = decode("\uFEFF" + with("\"a\":1"));

        assertThat(new String(chat.query().payload().sentTo("\"x\"", false), UTF_8))
                .isEqualTo(with("\"a\":1").replace("\"auto\"", "\"x\""));
    }

    @ParameterizedTest
    @FieldSource("WRONG")
    void decode_wrongBody_isNamed(String body, @Nullable String param, @Nullable String code, String message) {
        var error = rejection(body.getBytes(UTF_8));

        assertThat(error.message()).startsWith(message);
        assertThat(error.param()).isEqualTo(param);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.type()).isEqualTo("invalid_request_error");
    }

    @Test
    void decode_notUtf8_namesTheByte() {
        assertThat(rejection("{\"a\":\"ä\"}".getBytes(ISO_8859_1)).message())
                .isEqualTo("The body is not UTF-8: byte 6 is 0xe4.");
        // An overlong slash and half a surrogate pair: lenient decoders take both.
        assertThat(rejection(new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF}).message())
                .isEqualTo("The body is not UTF-8: byte 2 is 0xc0.");
        assertThat(rejection(new byte[] {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80})
                        .message())
                .isEqualTo("The body is not UTF-8: byte 2 is 0xed.");
        assertThat(rejection(with("\"a\":1").getBytes(UTF_16LE)).message())
                .isEqualTo("The body is not UTF-8: byte 1 is a zero byte, as in UTF-16 or UTF-32.");
        assertThat(rejection(new byte[] {'{', (byte) 0xE2, (byte) 0x82}).message())
                .isEqualTo("The body is not UTF-8: byte 1 is 0xe2.");
    }

    private ChatRequest decode(String body) throws RejectedRequestException {
        return decoder.decode(body.getBytes(UTF_8), new Caller("acme", "key-1"));
    }

    private ApiError rejection(byte[] body) {
        return Assertions.catchThrowableOfType(
                        RejectedRequestException.class, () -> decoder.decode(body, new Caller("acme", "key-1")))
                .error();
    }

    private static String with(String more) {
        return "{\"model\":\"auto\"," + USER + "," + more + "}";
    }

    private static Arguments message(String second, String param, String code, String start) {
        var first = "{\"role\":\"user\",\"content\":\"Hi\"}";
        return wrong("{\"model\":\"auto\",\"messages\":[" + first + "," + second + "]}", param, code, start);
    }

    private static Arguments wrong(String body, @Nullable String param, @Nullable String code, String start) {
        return Arguments.of(body, param, code, start);
    }
}
