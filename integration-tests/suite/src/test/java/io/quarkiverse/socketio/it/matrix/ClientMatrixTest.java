package io.quarkiverse.socketio.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkiverse.socketio.it.support.Requires;

/**
 * Tests common client libraries, each over each transport, in the main namespace and another, against one process and a
 * cluster. The result is a table of the documentation.
 */
class ClientMatrixTest {
    private static final Path TABLE = Path.of("..", "..", "docs", "modules", "ROOT", "pages", "includes", "client-matrix.adoc");
    private static final ClientMatrix MATRIX = new ClientMatrix();

    static Stream<Cell> javaScript() {
        return Cell.of(ClientLibrary.JAVASCRIPT_4, ClientLibrary.JAVASCRIPT_3, ClientLibrary.JAVASCRIPT_2);
    }

    static Stream<Cell> java() {
        return Cell.of(ClientLibrary.JAVA_2, ClientLibrary.JAVA_1);
    }

    static Stream<Cell> python() {
        return Cell.of(ClientLibrary.PYTHON);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    @Requires({ "node", "npm" })
    void javaScript(Cell cell) {
        assertThat(MATRIX.error(cell)).as("%s", cell).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void java(Cell cell) {
        assertThat(MATRIX.error(cell)).as("%s", cell).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    @Requires({ "python3-socketio", "python3-requests", "python3-websocket" })
    void python(Cell cell) {
        assertThat(MATRIX.error(cell)).as("%s", cell).isEmpty();
    }

    @AfterAll
    static void publish() throws IOException {
        try (MATRIX) {
            MATRIX.publish(TABLE);
        }
    }
}
