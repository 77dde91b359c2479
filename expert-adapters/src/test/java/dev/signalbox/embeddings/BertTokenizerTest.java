package dev.signalbox.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares with Hugging Face's own tokenizer, token by token. */
final class BertTokenizerTest {

    private static final String FILE = "/bge-small-en-v1.5-q-tokenizer.json";

    private final BertTokenizer ours = read();

    @Test
    void encode_variedTexts_sameTokensAsHuggingFace() throws IOException {
        try (var theirs = reference()) {
            texts().forEach(text -> assertThat(ours.encode(text, 10_000))
                    .as(text)
                    .isEqualTo(theirs.encode(text, true, false).getIds()));
        }
    }

    @Test
    void encode_randomTexts_sameTokensAsHuggingFace() throws IOException {
        var random = new Random(7);
        int[] alphabet = letters();
        try (var theirs = reference()) {
            for (int i = 0; i < 3000; i++) {
                var text = new StringBuilder();
                random.ints(1 + random.nextInt(60), 0, alphabet.length)
                        .forEach(at -> text.appendCodePoint(alphabet[at]));
                assertThat(ours.encode(text.toString(), 10_000))
                        .as(text.toString())
                        .isEqualTo(theirs.encode(text.toString(), true, false).getIds());
            }
        }
    }

    @Test
    void encode_longText_keepsTheFirstTokensAndTheEnd() {
        var text = "The unbelievably long question goes on. ".repeat(20_000);
        long[] whole = ours.encode(text.substring(0, 4000), 10_000);
        long[] kept = ours.encode(text, 128);
        assertThat(kept).hasSize(128);
        assertThat(kept[127]).isEqualTo(102);
        assertThat(Arrays.copyOf(kept, 127)).isEqualTo(Arrays.copyOf(whole, 127));
    }

    @Test
    void encode_spelledSpecialToken_isText() {
        assertThat(ours.encode("[SEP]", 10)).hasSize(5).startsWith(101).endsWith(102);
    }

    private static Stream<String> texts() {
        return Stream.of(
                "",
                "What is 47 + 385?",
                "Hello, World! it's 3.14e-10 & costs $5.00 (50% off)…",
                "unbelievable antidisestablishmentarianism xqzwv",
                "x".repeat(100) + " " + "y".repeat(101),
                "naïve café Ångström İstanbul straße ΑΒΓΣ ὈΔΥΣΣΕΎΣ œuvre ﬁne Ⅷ ½ ②",
                "日本語のテキスト と 中文字符 한국어 문장",
                "Привет, мир! Ёлка й",
                "مرحبا بالعالم שָׁלוֹם नमस्ते สวัสดี",
                "tab\tnew\nline\r\nvtab\u000Bff\fnel\u0085nbsp\u00A0em\u2003ls\u2028ps\u2029ideographic\u3000end",
                "zero\u200Bwidth\u200Djoiner\uFEFF soft\u00ADhyphen \uFFFD \uE000 bell\u0007",
                "emoji 😀👍🏽👨‍👩‍👧 \uD83E\uDD70 \uD83E\uDEE0 ❤️ ™ © ° € £ ¥ ← ∑ ≠",
                "“quotes” ‘single’ «guillemets» – — ‐ ‑ · • ¿que? ¡si! 、。「」（）ｆｕｌｌｗｉｄｔｈ",
                "e\u0301 combining a\u0308\u0323 \u037E \u1FEF \u212B",
                "def f(x):\n    return {k: v for k, v in x.items() if k != \"a_b\"}  # comment",
                "https://example.com/path?q=1&r=%20#frag user@example.org C:\\dir\\file.txt",
                "SELECT * FROM t WHERE a>=1 AND b<>'x';\u0001 ~`!@#$%^&*()_+-={}|[]\\:\";'<>?,./",
                "𝒳𝕏 𠀀𪜀 𫠠 𝄞 𐍈");
    }

    /** Characters of every kind that matters, ASCII weighted. */
    private static int[] letters() {
        return IntStream.concat(
                        IntStream.range(0, 6).flatMap(time -> IntStream.range(32, 127)),
                        IntStream.of(
                                '\t', '\n', 0xA0, 0xAD, 0xC0, 0xE9, 0xDF, 0x130, 0x131, 0x301, 0x308, 0x323, 0x3A3,
                                0x3C2, 0x416, 0x439, 0x5D0, 0x5B8, 0x627, 0x64B, 0x905, 0x93F, 0xE01, 0x1100, 0xAC00,
                                0xD7A3, 0x1E9E, 0x2013, 0x2019, 0x2026, 0x20AC, 0x2122, 0x3001, 0x3042, 0x30AB, 0x4E2D,
                                0x6587, 0xF900, 0xFB01, 0xFF21, 0x1F600, 0x1F44D, 0x20000))
                .toArray();
    }

    private static BertTokenizer read() {
        try (var in = BertTokenizerTest.class.getResourceAsStream(FILE)) {
            return BertTokenizer.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HuggingFaceTokenizer reference() throws IOException {
        try (var in = BertTokenizerTest.class.getResourceAsStream(FILE)) {
            return HuggingFaceTokenizer.newInstance(in, Map.of("padding", "false", "truncation", "false"));
        }
    }
}
