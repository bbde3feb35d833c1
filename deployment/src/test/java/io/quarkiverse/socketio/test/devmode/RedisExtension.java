package io.quarkiverse.socketio.test.devmode;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

import redis.embedded.core.ExecutableProvider;
import redis.embedded.error.OsArchitectureNotFound;

/**
 * A real Redis server for the tests of a class: that of the PATH, otherwise the one inside the library embedded-redis. The
 * module with the other tests over Redis is built after this one.
 * <p>
 * Thread: the test's.
 */
final class RedisExtension implements BeforeAllCallback, AfterAllCallback {
    private static final String PROGRAM = "redis-server";
    private static final String READY = "Ready to accept connections";
    private static final int LIMIT_SECONDS = 60;
    private static final int ATTEMPTS = 10;

    private Process process;
    private int port;

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Path program = program();
        for (int attempt = 1; !starts(program); attempt++) { // another process can get the port first
            if (attempt == ATTEMPTS) {
                throw new IllegalStateException(program + " does not start");
            }
        }
    }

    private boolean starts(Path program) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        process = new ProcessBuilder(program.toString(), "--port", Integer.toString(port), "--bind", "127.0.0.1", "--save", "",
                "--appendonly", "no").redirectErrorStream(true).start();
        BufferedReader log = process.inputReader();
        for (String line; (line = log.readLine()) != null;) {
            if (line.contains(READY)) {
                return true;
            }
        }
        return false;
    }

    /** Skips the tests with the reason from which the summary of the build knows what is missing. */
    private static Path program() throws IOException {
        Path installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, PROGRAM)).filter(Files::isExecutable).findFirst().orElse(null);
        if (installed != null) {
            return installed;
        } else if ("true".equals(System.getenv("CI"))) {
            throw new IllegalStateException("missing: " + PROGRAM + "; with CI=true this is a failure");
        }
        try {
            return ExecutableProvider.newJarResourceProvider().get().toPath();
        } catch (OsArchitectureNotFound | AssertionError notForThisSystem) {
            throw new TestAbortedException("missing: " + PROGRAM);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (process != null) {
            process.destroyForcibly().waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }
}
