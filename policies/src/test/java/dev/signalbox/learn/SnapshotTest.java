package dev.signalbox.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class SnapshotTest {

    /** As it was before there was a format 2. */
    private static final String FORMAT_1_ID = "b1f3ef2b664d69e4";

    @Property(tries = 100)
    void parse_anyFiniteFloats_comesBackBitForBit(@ForAll float[] values) {
        var snapshot = snapshot(values);

        var parsed = Snapshot.parse(snapshot.toJson());

        assertThat(parsed.id()).isEqualTo(snapshot.id());
        assertThat(parsed.matrix("m").toArray()).isEqualTo(values);
    }

    @Test
    void id_oneValueDiffers_differs() {
        assertThat(snapshot(1, 2).id()).isNotEqualTo(snapshot(1, 3).id());
        assertThat(snapshot(1, 2).id()).isEqualTo(snapshot(1, 2).id()).matches("[0-9a-f]{16}");
    }

    @Test
    void labels_comeBackAndCountToTheId() {
        var bare = snapshot(1, 2);
        var labelled =
                new Snapshot(bare.origin(), bare.experts(), bare.matrices(), Map.of("domains", List.of("sums", "")));

        var parsed = Snapshot.parse(labelled.toJson());

        assertThat(parsed.labels("domains")).containsExactly("sums", "");
        assertThat(parsed.labels("others")).isEmpty();
        assertThat(labelled.id()).isNotEqualTo(bare.id());
        assertThat(bare.toJson()).doesNotContain("labels");
    }

    @Test
    void parse_contentChanged_isRefused() {
        var json = snapshot(1, 2).toJson().replace("\"space\":\"s\"", "\"space\":\"t\"");

        assertThatThrownBy(() -> Snapshot.parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected its id");
    }

    @Test
    void parse_notASnapshot_isRefused() {
        for (var json :
                List.of("", "{", "[]", "{}", "{\"format\":2}", "{\"format\":3}", "{\"format\":1}", "null", "7")) {
            assertThatThrownBy(() -> Snapshot.parse(json))
                    .as(json)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("snapshot: ");
        }
    }

    @Test
    void parse_format1_isReadUnderTheIdItHad() {
        var json = """
                {"format":1,"scorer":"test","space":"s","dimension":2,"fitted-at":"1970-01-01T00:00:00Z",\
                "observations":3,"experts":["a"],"matrices":{"m":{"rows":1,"columns":2,"values":"AACAPwAAAEA="}},\
                "id":"ID"}""";

        var parsed = Snapshot.parse(json.replace("ID", FORMAT_1_ID));

        assertThat(parsed).isEqualTo(snapshot(1, 2));
        assertThat(parsed.id()).isEqualTo(FORMAT_1_ID);
        assertThat(parsed.toJson()).startsWith("{\"format\":2");
    }

    @Test
    void parse_valuesThatDoNotFitTheShape_isRefused() {
        var json = snapshot(1, 2).toJson();

        assertThatThrownBy(() -> Snapshot.parse(json.replace("\"columns\":2", "\"columns\":3")))
                .hasMessageContaining("a matrix of 8 bytes, expected 12 for 1 rows of 3");
        assertThatThrownBy(() -> Snapshot.parse(json.replace("\"columns\":2", "\"columns\":1")))
                .hasMessageContaining("expected 4 for 1 rows of 1");
        assertThatThrownBy(() -> Snapshot.parse(json.replace("\"columns\":2", "\"columns\":-1")))
                .hasMessageContaining("-1 columns");
        assertThatThrownBy(() -> Snapshot.parse(json.replaceAll("\"values\":\"[^\"]+", "\"values\":\"AAAA")))
                .hasMessageContaining("does not inflate");
        assertThatThrownBy(() -> Snapshot.parse(json.replaceAll("\"values\":\"[^\"]+", "\"values\":\"?")))
                .hasMessageStartingWith("snapshot: ");
    }

    @Test
    void toJson_sparseMatrix_isSmall() {
        assertThat(snapshot(new float[100_000]).toJson()).hasSizeLessThan(4_000);
    }

    @Test
    void matrix_notFiniteOrWrongShape_isRefused() {
        assertThatThrownBy(() -> Matrix.of(1, 1, new float[] {Float.NaN})).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Matrix.of(2, 1, new float[] {1})).hasMessageContaining("expected 2 rows of 1");
    }

    @Test
    void matrix_unknownName_saysWhichThereAre() {
        assertThatThrownBy(() -> snapshot(1).matrix("x")).hasMessageContaining("expected one of [m]");
    }

    private static Snapshot snapshot(float... values) {
        var origin = new Snapshot.Origin("test", "s", 2, Instant.EPOCH, 3);
        return new Snapshot(origin, List.of("a"), Map.of("m", Matrix.of(1, values.length, values)));
    }
}
