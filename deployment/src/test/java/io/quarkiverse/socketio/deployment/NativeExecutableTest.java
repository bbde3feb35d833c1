package io.quarkiverse.socketio.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.quarkiverse.socketio.SocketIO;

/** What a native executable is told to contain exists under that name. */
class NativeExecutableTest {

    @Test
    void theFilesOfTheBrowserClientAreResources() {
        String directory = new SocketIOProcessor().clientFilesInNativeExecutables().getPath();
        ClassLoader classes = SocketIO.class.getClassLoader();
        // the second one instead of the first if npm was missing when the extension was built
        assertThat(List.of("socket.io.js", "MISSING"))
                .anyMatch(file -> classes.getResource(directory + "/" + file) != null);
    }
}
