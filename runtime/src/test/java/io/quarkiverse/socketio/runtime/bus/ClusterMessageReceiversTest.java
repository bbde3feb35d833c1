package io.quarkiverse.socketio.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each command and each request has a branch in its receiver, which the compiler cannot check before Java 21. */
class ClusterMessageReceiversTest {
    private static final Path BUS = Path.of("src/main/java/io/quarkiverse/socketio/runtime/bus");

    private static Stream<Class<?>> messages(Class<?> type) {
        return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(ClusterMessageReceiversTest::messages)
                : Stream.of(type);
    }

    private static Stream<Class<?>> commands() {
        return messages(ClusterMessage.Command.class);
    }

    private static Stream<Class<?>> requests() {
        return messages(ClusterMessage.Request.class);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theAdapterHasABranchForIt(Class<?> command) throws IOException {
        assertThat(source("ClusterAdapter")).contains("command instanceof " + command.getSimpleName() + " ");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void theHandlerOfRequestsHasABranchForIt(Class<?> request) throws IOException {
        assertThat(source("NamespaceRequestHandler")).contains("request instanceof " + request.getSimpleName() + " ");
    }

    private static String source(String name) throws IOException {
        return Files.readString(BUS.resolve(name + ".java"));
    }
}
