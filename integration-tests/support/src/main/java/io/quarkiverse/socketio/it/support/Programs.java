package io.quarkiverse.socketio.it.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Finds the programs that this machine has. Thread: any. */
final class Programs {
    private static final String PYTHON_MODULE = "python3-";
    /** The Python with the distribution's packages; another may come first in the PATH. */
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Map<String, Boolean> KNOWN = new ConcurrentHashMap<>();

    private Programs() {
    }

    static boolean isInstalled(String name) {
        return KNOWN.computeIfAbsent(name, Programs::find);
    }

    /** Returns whether tests run without that program, by another one that the build brings. */
    static boolean isReplaced(String name) {
        return name.equals(RedisProgram.NAME) && RedisProgram.embedded().isPresent();
    }

    private static boolean find(String name) {
        if (name.startsWith(PYTHON_MODULE)) {
            return Files.isExecutable(PYTHON) && isPythonModule(name.substring(PYTHON_MODULE.length()));
        }
        return name.equals(RedisProgram.SEVEN) ? RedisProgram.isOnPath(7) : onPath(name).isPresent();
    }

    static Optional<Path> onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(Path::of)
                .flatMap(directory -> Stream.of("", ".exe", ".cmd").map(suffix -> directory.resolve(program + suffix)))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file)).findFirst();
    }

    private static boolean isPythonModule(String module) {
        try {
            return new ProcessBuilder(PYTHON.toString(), "-c", "import " + module).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
