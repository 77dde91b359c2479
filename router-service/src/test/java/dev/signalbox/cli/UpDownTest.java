package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, finding and stopping a service process; the process is a small stand-in. */
final class UpDownTest {

    @TempDir
    private Path folder = Path.of("");

    private Shell shell = new Shell();
    private String port = "";

    @BeforeEach
    void app() throws IOException {
        var app = Files.createDirectory(folder.resolve("app"));
        Files.writeString(app.resolve("service.jvm"), "-Xshare:auto\n-Xmx64m\n");
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, FakeService.class.getName());
        try (var jar = new JarOutputStream(Files.newOutputStream(app.resolve("signalbox.jar")), manifest)) {
            for (var type :
                    new Class<?>[] {FakeService.class, FakeService.Answer.class, FakeService.Request.class, Place.class
                    }) {
                var entry = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(entry));
                try (var in = type.getResourceAsStream("/" + entry)) {
                    java.util.Objects.requireNonNull(in).transferTo(jar);
                }
            }
        }
        shell = new Shell(new App(app));
        port = "" + Rehearse.freePort();
    }

    @AfterEach
    void down() {
        run("down");
    }

    private int run(String... verb) {
        var arguments = new java.util.ArrayList<String>(java.util.List.of(verb));
        arguments.addAll(java.util.List.of("--home", home().toString()));
        if (verb[0].equals("up")) {
            arguments.addAll(java.util.List.of("--port", port));
        }
        return shell.run(arguments.toArray(String[]::new));
    }

    private Path home() {
        return folder.resolve("home");
    }

    private ProcessHandle process() {
        return Running.read(new Home(home())).flatMap(Running::process).orElseThrow();
    }

    @Test
    void up_firstStart_printsCurlAndKeyOnce() {
        assertThat(run("up")).as(shell.err()).isZero();
        assertThat(shell.out())
                .contains("Signalbox is ready at http://127.0.0.1:" + port)
                .contains("$(cat " + home().resolve("admin.key") + ")")
                .contains("Admin key, shown this once: sb-secret");

        assertThat(run("down")).isZero();
        assertThat(run("up")).isZero();
        assertThat(shell.out()).doesNotContain("sb-secret");
    }

    @Test
    void up_running_saysSo() {
        run("up");
        long first = process().pid();

        assertThat(run("up")).isZero();
        assertThat(shell.out()).contains("already running").contains("pid " + first);
        assertThat(process().pid()).isEqualTo(first);
    }

    @Test
    void status_running_tellsPortFromTheHomeFolder() {
        run("up");

        assertThat(run("status")).isZero();
        assertThat(shell.out())
                .contains("state    ready")
                .contains("url      http://127.0.0.1:" + port)
                .contains("pid      " + process().pid())
                .contains("MiB resident")
                .contains("1 policies, 2 experts")
                .contains("local    2 of 2 models in memory")
                .contains("worker   own.gguf, no process, starting, 3 restarts: its worker is being replaced");
    }

    @Test
    void status_stopped_exitsThree() {
        assertThat(run("status", "--port=" + port)).isEqualTo(3);
        assertThat(shell.out()).contains("./signalbox up");
    }

    @Test
    void down_running_endsTheProcess() {
        run("up");
        var process = process();

        assertThat(run("down")).isZero();
        assertThat(shell.out()).contains("has stopped");
        assertThat(process.isAlive()).isFalse();
        assertThat(run("down")).isZero();
        assertThat(shell.out()).contains("No Signalbox runs");
    }

    @Test
    void up_afterKill_startsAgain() {
        run("up");
        var process = process();
        process.destroyForcibly();
        process.onExit().join();

        assertThat(run("up")).isZero();
        assertThat(process().pid()).isNotEqualTo(process.pid());
    }

    @Test
    void up_pidTakenByAnotherProcess_isNotMistakenForTheService() throws IOException {
        Files.createDirectories(home().resolve("run"));
        new Running(ProcessHandle.current().pid(), java.time.Instant.EPOCH, 1, "app").write(new Home(home()));

        assertThat(run("status", "--port=" + port)).isEqualTo(3);
        assertThat(run("up")).isZero();
        assertThat(shell.out()).contains("is ready");
    }

    @Test
    void up_crash_showsTheLogsEnd() throws IOException {
        Files.createDirectories(home());
        Files.createFile(home().resolve("BREAK"));

        assertThat(run("up")).isEqualTo(4);
        assertThat(shell.err()).contains("stopped while it started").contains("The roster is broken");
    }

    @Test
    void up_portInUse_saysByWhom() throws IOException {
        try (var other = new FakeService(0)) {
            port = "" + other.port();
            assertThat(run("up")).isEqualTo(4);
            assertThat(shell.err()).contains("Port " + port + " is in use by another HTTP service");
        }
    }

    @Test
    void logs_afterUp_showsTheLog() {
        run("up");

        assertThat(run("logs")).isZero();
        assertThat(shell.out()).contains("Loading the models");
    }
}
