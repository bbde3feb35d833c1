package io.quarkiverse.socketio.it.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkiverse.socketio.it.routing.Hosts.Host;
import io.quarkiverse.socketio.it.support.AppProcess;
import io.quarkiverse.socketio.it.support.NodeScript;
import io.quarkiverse.socketio.it.support.Requires;

/** Tests that the workers of two hosts are replaced while requests are relayed between them. */
class RelayDuringRestartsTest {
    private static final String FINISHED = ".*Rolling restart finished: 2 workers replaced.*";
    /** The time limit for two starts of workers in turn on a busy machine. */
    private static final Duration ROLL_LIMIT = Duration.ofMinutes(4);

    @TempDir
    Path directory;

    /**
     * Half of all requests are relayed. The only thing that may happen to a client is that its worker disconnects it; a request
     * that it sends before it notices is for a session that is not there any more.
     */
    @Test
    @Tag("long")
    @Requires({ "nginx", "node", "npm" })
    void noRelayedRequestFails() throws Exception {
        try (Hosts hosts = Hosts.start("fixtures", "-Dquarkus.profile=k,r")) {
            int port = CookieTest.freePort();
            Process nginx = hosts.nginx(directory, port);
            try {
                JsonNode counts = rollUnderLoad(hosts, "http://127.0.0.1:" + port);
                assertThat(counts.get("failures")).isEmpty();
                assertThat(counts.get("disconnects").fieldNames()).toIterable().isSubsetOf("io server disconnect",
                        "transport close",
                        "session ended", "io client disconnect");
                assertThat(counts.get("echoes")).hasSize(3);
                assertThat(counts.get("hosts")).as("tags of hosts").hasSize(2);
                // all clients of the four workers that were replaced
                assertThat(counts.get("connects").asInt()).isGreaterThan(24);
            } finally {
                nginx.destroy();
                nginx.waitFor();
            }
            for (Host host : List.of(hosts.blue(), hosts.green())) {
                assertThat(host.app().output()).noneMatch(line -> line.contains(" ERROR ") || line.contains("Exception"));
            }
        }
    }

    private JsonNode rollUnderLoad(Hosts hosts, String url) throws Exception {
        Path log = directory.resolve("load.log");
        Process load = new ProcessBuilder("node", "rolls.mjs", url).directory(NodeScript.home().toFile())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            for (Host host : List.of(hosts.blue(), hosts.green())) {
                host.app().signal("USR2");
                host.app().await("the end of the rolling restart", ROLL_LIMIT,
                        () -> host.app().output().stream().anyMatch(line -> line.matches(FINISHED)));
            }
            load.getOutputStream().close();
            assertThat(load.waitFor(AppProcess.LIMIT.toSeconds(), TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
        } finally {
            load.destroyForcibly();
        }
        String last = Files.readString(log).strip().lines().reduce((first, second) -> second).orElse("");
        System.out.println("Rolls of two hosts: " + last);
        JsonNode counts = new ObjectMapper().readTree(last);
        if (!counts.get("failures").isEmpty()) {
            System.out.println(Files.readString(log));
            hosts.blue().app().output().forEach(System.out::println);
            hosts.green().app().output().forEach(System.out::println);
        }
        return counts;
    }
}
