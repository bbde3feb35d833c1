package io.quarkiverse.socketio.it.support;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What one of the JVMs that run tests side by side does for all of them. Thread: any, but one at a time for each file. */
public final class OnceForAll {
    private OnceForAll() {
    }

    /** Does it, unless that file is there; another JVM that wants the same waits until it is done. */
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
