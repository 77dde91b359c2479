package dev.signalbox.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** An nginx that passes requests on, as the yardstick: connections kept, no access log, streams unbuffered. */
public final class NginxProxy implements AutoCloseable {

    private static final String CONFIGURATION = """
            worker_processes auto;
            daemon off;
            pid nginx.pid;
            error_log error.log crit;
            events { worker_connections 1024; }
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              keepalive_requests 1000000;
              upstream model { server 127.0.0.1:@UPSTREAM@; keepalive 128; keepalive_requests 1000000; }
              server {
                listen 127.0.0.1:@PORT@;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                location / { proxy_pass http://model; }
                location /stream/ { proxy_pass http://model/; proxy_buffering off; }
              }
            }
            """;

    private final Process process;
    private final URI whole;
    private final URI stream;

    private NginxProxy(Process process, int port) {
        this.process = process;
        this.whole = URI.create("http://127.0.0.1:" + port + "/v1/chat/completions");
        this.stream = URI.create("http://127.0.0.1:" + port + "/stream/v1/chat/completions");
    }

    public static NginxProxy start(Path folder, int port, int upstream) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("nginx.conf"),
                CONFIGURATION.replace("@UPSTREAM@", "" + upstream).replace("@PORT@", "" + port));
        var process = new ProcessBuilder(
                        "nginx",
                        "-p",
                        folder + "/",
                        "-c",
                        folder.resolve("nginx.conf").toString(),
                        "-e",
                        "error.log")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.log").toFile())
                .start();
        return new NginxProxy(process, port);
    }

    public URI whole() {
        return whole;
    }

    public URI stream() {
        return stream;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
    }
}
