package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExtractionTest {

    @TempDir
    Path folder;

    private Path resource;
    private Path target;

    @BeforeEach
    void write() throws IOException {
        resource = Files.writeString(folder.resolve("resource"), "the whole model");
        target = folder.resolve("models").resolve("m.gguf");
    }

    private void extract() throws IOException {
        Extraction.extract(resource.toUri().toURL(), target);
    }

    @Test
    void extract_absent_isWritten() throws IOException {
        extract();
        assertThat(target).hasContent("the whole model");
        assertThat(target.getParent()).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void extract_interruptedOrAltered_isReplaced() throws IOException {
        extract();
        for (var wrong : new String[] {"", "the whole", "the whole mOdel"}) {
            Files.writeString(target, wrong);
            extract();
            assertThat(target).hasContent("the whole model");
        }
    }

    @Test
    void extract_same_isLeftAlone() throws IOException {
        extract();
        var past = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(target, past);
        extract();
        assertThat(Files.getLastModifiedTime(target)).isEqualTo(past);
    }
}
