package io.quarkiverse.socketio.it.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Runs an action in one of several JVMs that run tests side by side. Thread: any, but one at a time for each file. */
public final class OnceForAll {
    private OnceForAll() {
    }

    /** Runs the action, unless the file exists; another JVM that wants the same waits for its end. */
    public static void run(Path made, Runnable making) throws IOException {
        Path lock = made.resolveSibling(made.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            if (!Files.exists(made)) {
                making.run();
            }
        }
    }
}
