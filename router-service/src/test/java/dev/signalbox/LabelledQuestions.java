package dev.signalbox;

import dev.signalbox.learning.Question;
import dev.signalbox.learning.QuestionFile;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import tools.jackson.databind.ObjectMapper;

/** Questions that come with Signalbox and that nothing it ships was trained on. */
public final class LabelledQuestions {

    private static final ObjectMapper JSON = new ObjectMapper();

    private LabelledQuestions() {}

    /** Evenly over the file, so of every domain. */
    public static List<Question> heldOut(int size) throws IOException {
        try (var file = LabelledQuestions.class.getResourceAsStream("/questions/questions.jsonl")) {
            var test = QuestionFile.read(Objects.requireNonNull(file)).stream()
                    .filter(question -> question.split() == Question.Split.TEST)
                    .toList();
            return IntStream.range(0, size)
                    .mapToObj(i -> test.get(i * test.size() / size))
                    .toList();
        }
    }

    /** As a question file, every second one to learn from. */
    public static String file(int size) throws IOException {
        var lines = new StringBuilder();
        var questions = heldOut(size);
        for (int i = 0; i < size; i++) {
            var question = questions.get(i);
            lines.append(JSON.createObjectNode()
                            .put("id", question.id())
                            .put("prompt", question.prompt())
                            .put("answer", question.answer())
                            .put("split", i % 2 == 0 ? "train" : "test"))
                    .append('\n');
        }
        return lines.toString();
    }
}
