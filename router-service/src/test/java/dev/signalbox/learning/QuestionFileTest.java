package dev.signalbox.learning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class QuestionFileTest {

    private static final String TRAIN = """
            {"id":"a","prompt":"1+1","answer":"2","domain":"sums","split":"train"}
            """;
    private static final String TEST = """
            {"id":"b","prompt":"1+2","answer":"3","split":"test","task":"add1"}
            """;

    @Test
    void read_linesOfBothSplits_keepsThem() throws IOException {
        assertThat(read(TRAIN + "\n" + TEST))
                .containsExactly(
                        new Question("a", "1+1", "2", "sums", Question.Split.TRAIN),
                        new Question("b", "1+2", "3", "", Question.Split.TEST));
    }

    @Test
    void read_badLine_namesLineFieldAndExpectation() {
        fails(TRAIN + "{\"id\":\"b\"}", "line 2: prompt: missing, expected a string");
        fails(TRAIN + TEST.replace("\"3\"", "3"), "line 2: answer: 3, expected a string");
        fails(TRAIN + TEST.replace("\"test\"", "\"dev\""), "line 2: split: \"dev\", expected train or test");
        fails(TRAIN + TEST.replace("1+2", " "), "line 2: prompt: blank");
        fails(TRAIN + TRAIN, "line 2: id: \"a\" comes twice");
        fails(TRAIN + "{", "line 2: not JSON");
        fails(TRAIN, "none with split \"test\"");
    }

    private static void fails(String lines, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(lines)).withMessageContaining(message);
    }

    private static List<Question> read(String lines) throws IOException {
        return QuestionFile.read(new ByteArrayInputStream(lines.getBytes(UTF_8)));
    }
}
