package dev.signalbox.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded PostgreSQL server of one home folder: durable, reachable on the loopback interface only, by password.
 *
 * <p>It runs in a session of its own, so neither Ctrl-C nor {@code kill -9} of this process harms it; a server left by
 * a killed process is shut down cleanly by the next start. The caller holds the {@link HomeLock}.
 */
final class PostgresServer implements AutoCloseable {

    static final String USER = "signalbox";

    private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PORT_TRIES = 3;

    /** Sized for one service and idle most of the time; durability stays at PostgreSQL's strict defaults, said aloud. */
    private static final Map<String, String> SETTINGS = new TreeMap<>(Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("max_connections", "40"),
            Map.entry("shared_buffers", "32MB"),
            Map.entry("io_method", "sync"),
            Map.entry("wal_level", "minimal"),
            Map.entry("max_wal_senders", "0"),
            Map.entry("max_wal_size", "256MB"),
            Map.entry("max_logical_replication_workers", "0"),
            Map.entry("jit", "off"),
            Map.entry("log_checkpoints", "off"),
            Map.entry("timezone", "UTC")));

    private final Path folder;
    private final Path logFile;
    private final PostgresBinaries binaries;
    private final String password;
    private int port;

    private PostgresServer(Home home, PostgresBinaries binaries, String password) {
        this.folder = home.data().resolve("postgres");
        this.logFile = home.logs().resolve("postgres.log");
        this.binaries = binaries;
        this.password = password;
    }

    /** Prepares the server, creating its data folder on first use; {@link #start} starts it. */
    static PostgresServer of(Home home, Path programs) {
        var secret = home.data().resolve("postgres.password");
        var known = Home.readSecret(secret);
        var password = known.orElseGet(PostgresServer::randomPassword);
        var server = new PostgresServer(home, PostgresBinaries.in(programs), password);
        if (!Files.exists(server.folder)) {
            if (known.isEmpty()) {
                Home.writeSecret(secret, password);
            }
            server.create(secret);
        } else if (known.isEmpty()) {
            server.stopLeftover();
            // the file last: until it is there, the next start sets another password
            server.resetPassword();
            Home.writeSecret(secret, password);
        }
        return server;
    }

    /** Starts it and returns when it takes connections; a server left behind by a killed process is stopped first. */
    void start() {
        stopLeftover();
        if (port != 0) {
            startOn(port);
            return;
        }
        // a port that was free a moment ago may be taken when the server asks for it
        for (int left = PORT_TRIES; ; left--) {
            int candidate = freePort();
            try {
                startOn(candidate);
                port = candidate;
                return;
            } catch (IllegalStateException e) {
                if (left == 1) {
                    throw e;
                }
            }
        }
    }

    boolean isRunning() {
        return Postmaster.of(folder).isPresent();
    }

    /** Neither seen as a process nor reachable: each look by itself may fail although the server is well. */
    boolean isDead() {
        return !isRunning() && refusesConnections();
    }

    /** Lets transactions under way roll back, writes everything out, and ends. */
    void stop() {
        if (isRunning()) {
            Subprocess.run(List.of(binaries.pgCtl(), "stop", "-D", folder.toString(), "-m", "fast", "-w"), LIMIT);
        }
    }

    @Override
    public void close() {
        stop();
    }

    DatabaseSettings.Target target() {
        return new DatabaseSettings.Target("jdbc:postgresql://127.0.0.1:" + port + "/postgres", USER, password);
    }

    /** The process, for tests that kill it. */
    ProcessHandle process() {
        return Postmaster.of(folder).orElseThrow().process();
    }

    private void create(Path passwordFile) {
        var fresh = folder.resolveSibling("postgres.new");
        try {
            // a first start that was cut short leaves this behind
            PostgresBinaries.delete(fresh);
            log.info("creating the database in {}", folder);
            Subprocess.run(
                    List.of(
                            binaries.initdb(),
                            "--pgdata=" + fresh,
                            "--username=" + USER,
                            "--pwfile=" + passwordFile,
                            "--auth-local=reject",
                            "--auth-host=scram-sha-256",
                            "--encoding=UTF8",
                            "--no-locale",
                            "--locale-provider=builtin",
                            "--builtin-locale=C.UTF-8"),
                    LIMIT);
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the database cannot be created in " + folder, e);
        }
    }

    private void stopLeftover() {
        if (isRunning()) {
            log.warn("a PostgreSQL server was left running on {}: stopping it", folder);
            stop();
        }
        Postmaster.forget(folder);
    }

    private boolean refusesConnections() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1_000);
            return false;
        } catch (ConnectException _) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("the port of embedded PostgreSQL cannot be tried", e);
        }
    }

    private void startOn(int candidate) {
        var options = new StringBuilder("-p " + candidate);
        SETTINGS.forEach(
                (key, value) -> options.append(" -c ").append(key).append('=').append(value));
        try {
            Subprocess.run(
                    List.of(
                            binaries.pgCtl(),
                            "start",
                            "-D",
                            folder.toString(),
                            "-l",
                            logFile.toString(),
                            "-w",
                            "-t",
                            Long.toString(LIMIT.toSeconds() - 5),
                            "-o",
                            options.toString()),
                    LIMIT);
        } catch (IllegalStateException e) {
            throw new IllegalStateException("embedded PostgreSQL did not start, see " + logFile, e);
        }
    }

    /** The password file is lost but the data are not: the owner of the folder may set a new one. */
    private void resetPassword() {
        log.warn("the database's password was missing in {}: setting a new one", folder.getParent());
        var statement = folder.resolveSibling("postgres.sql");
        Home.writeSecret(statement, "ALTER USER " + USER + " PASSWORD '" + password + "'");
        try {
            var output = Subprocess.run(
                    List.of(binaries.postgres(), "--single", "-D", folder.toString(), "postgres"), LIMIT, statement);
            // it ends well even when the statement failed
            if (output.contains("ERROR:")) {
                throw new IllegalStateException("the database's password cannot be set: " + output);
            }
        } finally {
            remove(statement);
        }
    }

    private static void remove(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String randomPassword() {
        var bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on the loopback interface", e);
        }
    }
}
