package io.quarkiverse.socketio.it.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.Startup;
import io.vertx.ext.web.Router;

/** Writes a file named after each process that starts the application; part of applications that tests build. */
@Startup
@ApplicationScoped
public class StartupMarker {
    @PostConstruct
    void leaveTrace() throws IOException {
        Files.createFile(Path.of(System.getProperty("witness"), Long.toString(ProcessHandle.current().pid())));
    }

    void add(@Observes Router router) {
        router.get("/pid").handler(context -> context.end(Long.toString(ProcessHandle.current().pid())));
    }
}
