package io.quarkiverse.socketio.it.transcript;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import io.quarkiverse.socketio.it.support.NodeScript;

/** Runs the reference server, npm's socket.io, as a process that ends with this one. Thread: the test's. */
final class ReferenceServer implements AutoCloseable {
    private final Process process;
    private final int port;

    ReferenceServer() {
        try {
            process = new ProcessBuilder("node", "reference.mjs").directory(NodeScript.home().toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (line == null) {
                throw new AssertionError("the reference server did not start");
            }
            port = Integer.parseInt(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
