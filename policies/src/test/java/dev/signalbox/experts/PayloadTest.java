package dev.signalbox.experts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class PayloadTest {

    private static final String BODY = "{\"a\":1, \"model\": \"auto\" ,\"z\":[ ]}";
    private static final Payload.Span MODEL = new Payload.Span(17, 23);
    private static final Payload.Edit ASK_USAGE =
            new Payload.Edit(new Payload.Span(1, 1), "\"stream_options\":{\"include_usage\":true},");

    @Test
    void sentTo_whole_replacesTheModelAlone() {
        var payload = Payload.of(BODY.getBytes(UTF_8), MODEL, ASK_USAGE);

        assertThat(new String(payload.sentTo("\"gpt\"", false), UTF_8))
                .isEqualTo("{\"a\":1, \"model\": \"gpt\" ,\"z\":[ ]}");
    }

    @Test
    void sentTo_stream_asksForUsageToo() {
        var payload = Payload.of(BODY.getBytes(UTF_8), MODEL, ASK_USAGE);

        assertThat(new String(payload.sentTo("\"gpt\"", true), UTF_8))
                .isEqualTo("{\"stream_options\":{\"include_usage\":true},\"a\":1, \"model\": \"gpt\" ,\"z\":[ ]}");
    }

    @Test
    void sentTo_usageAlreadyAsked_changesTheModelAlone() {
        var payload = Payload.of(BODY.getBytes(UTF_8), MODEL, Payload.Edit.NONE);

        assertThat(payload.sentTo("\"gpt\"", true)).isEqualTo(payload.sentTo("\"gpt\"", false));
    }

    @Test
    void sentTo_effortWanted_asksForItBesideTheModel() {
        var payload = Payload.of(BODY.getBytes(UTF_8), MODEL, ASK_USAGE).withEffort(Settings.Effort.LOW);

        assertThat(new String(payload.sentTo("\"gpt\"", true), UTF_8))
                .isEqualTo("{\"stream_options\":{\"include_usage\":true},\"a\":1, "
                        + "\"model\": \"gpt\",\"reasoning_effort\":\"low\" ,\"z\":[ ]}");
    }

    @Test
    void sentTo_effortLeftOpenInSoManyWords_isReplaced() {
        var body = "{\"reasoning_effort\":null,\"model\":\"auto\"}";
        var payload = Payload.of(body.getBytes(UTF_8), new Payload.Span(33, 39), Payload.Edit.NONE)
                .withNullEffort(new Payload.Span(20, 24));

        assertThat(new String(payload.sentTo("\"gpt\"", false), UTF_8)).isEqualTo(body.replace("auto", "gpt"));
        assertThat(new String(payload.withEffort(Settings.Effort.HIGH).sentTo("\"gpt\"", false), UTF_8))
                .isEqualTo("{\"reasoning_effort\":\"high\",\"model\":\"gpt\"}");
    }

    @Property(tries = 200)
    void sentTo_anyBodyAndName_keepsEveryOtherByte(
            @ForAll String before, @ForAll String after, @ForAll @AlphaChars @StringLength(max = 20) String name) {
        byte[] head = before.getBytes(UTF_8);
        var body = before + "\"auto\"" + after;
        var payload =
                Payload.of(body.getBytes(UTF_8), new Payload.Span(head.length, head.length + 6), Payload.Edit.NONE);

        assertThat(payload.sentTo(name, true)).isEqualTo((before + name + after).getBytes(UTF_8));
        assertThat(payload.size()).isEqualTo(body.getBytes(UTF_8).length);
    }

    @Test
    void of_bytesChangedLater_staysAsItWas() {
        var bytes = BODY.getBytes(UTF_8);
        var payload = Payload.of(bytes, MODEL, Payload.Edit.NONE);
        bytes[0] = 'X';

        assertThat(payload.sentTo("\"auto\"", false)).isEqualTo(BODY.getBytes(UTF_8));
    }

    @Test
    void span_backwards_isRefused() {
        assertThatThrownBy(() -> new Payload.Span(3, 2)).hasMessageContaining("3..2");
    }
}
