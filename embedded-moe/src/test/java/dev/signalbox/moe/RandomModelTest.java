package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A model whose replies depend on all of the prompt and are mostly no UTF-8. */
class RandomModelTest extends LocalExpertContract {

    @Override
    Path model(Path folder) throws IOException {
        return TinyModel.random(folder.resolve("random.gguf"), 42, CONTEXT);
    }

    @Test
    void ask_otherQuestion_otherAnswer() throws IOException {
        var config = LocalProvider.Config.of(model(home).toString())
                .slots(1)
                .together(together())
                .runtime(runtime())
                .config();
        try (var expert = provider.open(Ask.card("local/random", CONTEXT, OUTPUT), config)) {
            var one = Ask.of("one two").hear(expert).text();
            assertThat(Ask.of("One two").hear(expert).text()).isNotEqualTo(one);
            var drawn = Ask.of("one two").sampling(1.5, null, 7L).hear(expert).text();
            assertThat(Ask.of("one two").sampling(1.5, null, 8L).hear(expert).text())
                    .isNotEqualTo(drawn);
        }
    }
}
