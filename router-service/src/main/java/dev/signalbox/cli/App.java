package dev.signalbox.cli;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The built application: a folder with the jar, its libraries, the JVMs' arguments and their start caches.
 *
 * @param folder absolute
 */
record App(Path folder) {

    /** The one that this very process runs from. */
    static App current() {
        try {
            var location = App.class.getProtectionDomain().getCodeSource().getLocation();
            return new App(Path.of(location.toURI())
                    .resolveSibling("")
                    .toAbsolutePath()
                    .normalize());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static String version() {
        return Optional.ofNullable(App.class.getPackage().getImplementationVersion())
                .orElse("(development)");
    }

    Path jar() {
        return folder.resolve("signalbox.jar");
    }

    Path serviceCache() {
        return folder.resolve("service.aot");
    }

    Path cliCache() {
        return folder.resolve("cli.aot");
    }

    /** The command that starts the service, with its start cache when there is one. */
    List<String> serviceCommand(List<String> arguments) {
        var cache = Files.exists(serviceCache()) ? List.of("-XX:AOTCache=" + serviceCache()) : List.<String>of();
        return serviceCommand(cache, arguments);
    }

    List<String> serviceCommand(List<String> jvm, List<String> arguments) {
        var command = new ArrayList<>(List.of(java(), "@" + folder.resolve("service.jvm")));
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar().toString()));
        command.addAll(arguments);
        return command;
    }

    List<String> cliCommand(List<String> jvm, List<String> arguments) {
        var command = new ArrayList<>(List.of(java(), "@" + folder.resolve("cli.jvm")));
        command.addAll(jvm);
        command.addAll(List.of("-cp", jar().toString(), Main.class.getName()));
        command.addAll(arguments);
        return command;
    }

    /** The command that runs a verb in a JVM set up as the service's. */
    List<String> verbAsServiceCommand(List<String> verb) {
        var command = new ArrayList<>(
                List.of(java(), "@" + folder.resolve("service.jvm"), "-cp", jar().toString(), Main.class.getName()));
        command.addAll(verb);
        return command;
    }

    /** The command that runs a verb in a JVM set up for long work on much data. */
    List<String> longVerbCommand(boolean interactive, List<String> verb) {
        var command = new ArrayList<>(List.of(
                java(),
                "@" + folder.resolve("evaluate.jvm"),
                "-Dsignalbox.terminal=" + interactive,
                "-cp",
                jar().toString(),
                Main.class.getName()));
        command.addAll(verb);
        return command;
    }

    /** The command that runs another main class of the application in a JVM of its own. */
    List<String> toolCommand(Class<?> main, List<String> arguments) {
        var command = new ArrayList<>(
                List.of(java(), "-XX:+UseSerialGC", "-Xmx128m", "-cp", jar().toString(), main.getName()));
        command.addAll(arguments);
        return command;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
