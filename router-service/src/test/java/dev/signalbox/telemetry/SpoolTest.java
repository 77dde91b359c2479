package dev.signalbox.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.signalbox.store.Home;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {

    private static final int SEGMENT = 1_000;
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    @TempDir
    private Path folder;

    @Test
    void read_beforeDone_handsOutTheSameAgain() throws IOException {
        try (var spool = Spool.open(folder, SEGMENT)) {
            append(spool, "a", "b", "c");

            var batch = spool.read(2, 1 << 20);
            assertThat(texts(batch)).containsExactly("a", "b");
            assertThat(texts(spool.read(2, 1 << 20))).containsExactly("a", "b");

            spool.done(batch);
            assertThat(drain(spool)).containsExactly("c");
            assertThat(spool.pendingBytes()).isZero();
        }
    }

    @Test
    void append_manySegments_keepsOrderAndDeletesFiles() throws IOException {
        var expected = new ArrayList<String>();
        try (var spool = Spool.open(folder, SEGMENT)) {
            for (int i = 0; i < 300; i++) {
                expected.add("record " + i);
                append(spool, "record " + i);
            }
            assertThat(files()).hasSizeGreaterThan(5);
            assertThat(drain(spool)).isEqualTo(expected);
            assertThat(files()).hasSize(1);
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void open_afterCrash_hasAllThatWasAppended() throws IOException {
        var crashed = Spool.open(folder, SEGMENT);
        append(crashed, "a", "b");
        crashed.done(crashed.read(1, 1 << 20));

        try (var spool = Spool.open(folder, SEGMENT)) {
            append(spool, "c");
            assertThat(drain(spool)).as("what was not deleted comes again").containsExactly("a", "b", "c");
        }
    }

    @Test
    void open_tornTail_keepsWhatIsWholeAndSetsTheFileAside() throws IOException {
        var crashed = Spool.open(folder, SEGMENT);
        append(crashed, "a", "b", "torn");
        var file = folder.resolve("0000000000000000.spool");
        try (var raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(raw.length() - 2);
        }

        try (var spool = Spool.open(folder, SEGMENT)) {
            append(spool, "c");
            assertThat(drain(spool)).containsExactly("a", "b", "c");
        }
        assertThat(folder.resolve("0000000000000000.spool.damaged")).exists();
    }

    @Test
    void open_damagedAgainAndAgain_keepsEveryFile() throws IOException {
        Files.writeString(folder.resolve("0000000000000000.spool"), "damaged first");
        Files.writeString(folder.resolve("0000000000000000.spool.damaged"), "damaged before");
        Files.writeString(folder.resolve("0000000000000006.spool.damaged"), "damaged later");
        Files.writeString(folder.resolve("notes.spool"), "not ours");

        try (var spool = Spool.open(folder, SEGMENT)) {
            append(spool, "a");
            assertThat(folder.resolve("0000000000000007.spool")).exists();
            assertThat(drain(spool)).containsExactly("a");
        }
        assertThat(folder.resolve("0000000000000000.spool.damaged")).hasContent("damaged before");
        assertThat(folder.resolve("0000000000000000.spool.damaged.2")).hasContent("damaged first");
        assertThat(folder.resolve("notes.spool")).hasContent("not ours");
    }

    @Test
    void append_manySegments_holdsFewFilesOpen() throws IOException {
        assumeThat(OPEN_FILES).isDirectory();
        try (var spool = Spool.open(folder, 1)) {
            for (int i = 0; i < 50; i++) {
                append(spool, "record " + i);
            }
            spool.sync();
            spool.read(1, 1 << 20);
            assertThat(openFiles()).hasSizeLessThanOrEqualTo(2);
            assertThat(drain(spool)).hasSize(50);
        }
        assertThat(openFiles()).isEmpty();
    }

    @Test
    void read_waitingFileDeleted_goesOnWithTheNext() throws IOException {
        try (var spool = Spool.open(folder, 1)) {
            append(spool, "a", "b", "c");
            Files.delete(folder.resolve("0000000000000001.spool"));
            assertThat(drain(spool)).containsExactly("a", "c");
        }
    }

    @Test
    void open_newFolder_isItsOwnersAlone() throws IOException {
        var home = new Home(folder.resolve("home"));
        try (var _ = Spool.open(home.data().resolve("spool"), SEGMENT)) {
            assertThat(permissions(home.data())).isEqualTo("rwx------");
            assertThat(permissions(home.data().resolve("spool"))).isEqualTo("rwx------");
            assertThat(permissions(home.data().resolve("spool/0000000000000000.spool")))
                    .isEqualTo("rw-------");
        }
        var rejects = new Rejects(folder.resolve("rejected.jsonl"));
        rejects.add(new Frame(Frame.Kind.ENTRY, 1, "a".getBytes(UTF_8)));
        rejects.add(new Frame(Frame.Kind.ENTRY, 1, "b".getBytes(UTF_8)));
        assertThat(rejects.file()).hasContent("a\nb\n");
        assertThat(permissions(rejects.file())).isEqualTo("rw-------");
    }

    @Test
    void append_closed_throwsAndMakesNoFile() throws IOException {
        var spool = Spool.open(folder, 1);
        spool.close();
        assertThatThrownBy(() -> append(spool, "a")).hasMessage("the spool is closed");
        assertThat(files()).isEmpty();
    }

    @Test
    void read_flippedBit_isNotTakenForARecord() throws IOException {
        var crashed = Spool.open(folder, SEGMENT);
        append(crashed, "a", "b");
        var file = folder.resolve("0000000000000000.spool");
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        Files.write(file, bytes);

        try (var spool = Spool.open(folder, SEGMENT)) {
            assertThat(drain(spool)).containsExactly("a");
        }
    }

    @Test
    void read_recordLargerThanTheBuffer_isReadWhole() throws IOException {
        var large = "x".repeat(5_000);
        try (var spool = Spool.open(folder, SEGMENT)) {
            append(spool, "a", large, "b");
            var read = new ArrayList<String>();
            for (var batch = spool.read(10, 64); !batch.frames().isEmpty(); batch = spool.read(10, 64)) {
                read.addAll(texts(batch));
                spool.done(batch);
            }
            assertThat(read).containsExactly("a", large, "b");
        }
    }

    @Test
    void done_largeActiveFile_isEmptied() throws IOException {
        try (var spool = Spool.open(folder, 64 << 20)) {
            append(spool, "x".repeat(300_000));
            drain(spool);
            assertThat(Files.size(files().getFirst())).isZero();
            append(spool, "after");
            assertThat(drain(spool)).containsExactly("after");
        }
    }

    @Test
    void append_interruptedThread_doesNotCloseTheSpoolForOthers() throws IOException {
        try (var spool = Spool.open(folder, SEGMENT)) {
            Thread.currentThread().interrupt();
            append(spool, "a");
            assertThat(Thread.interrupted()).isTrue();
            append(spool, "b");
            assertThat(drain(spool)).containsExactly("a", "b");
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** Of this folder, in this process. */
    private List<Path> openFiles() throws IOException {
        var open = new ArrayList<Path>();
        for (var name : Objects.requireNonNull(OPEN_FILES.toFile().list())) {
            var link = OPEN_FILES.resolve(name);
            if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).startsWith(folder)) {
                open.add(link);
            }
        }
        return open;
    }

    private List<Path> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void append(Spool spool, String... texts) throws IOException {
        for (var text : texts) {
            spool.append(new Frame(Frame.Kind.ENTRY, 1, text.getBytes(UTF_8)));
        }
    }

    private static List<String> drain(Spool spool) throws IOException {
        var texts = new ArrayList<String>();
        for (var batch = spool.read(7, 1 << 20); !batch.frames().isEmpty(); batch = spool.read(7, 1 << 20)) {
            texts.addAll(texts(batch));
            spool.done(batch);
        }
        return texts;
    }

    private static List<String> texts(Segment.Batch batch) {
        return batch.frames().stream().map(Frame::json).toList();
    }
}
